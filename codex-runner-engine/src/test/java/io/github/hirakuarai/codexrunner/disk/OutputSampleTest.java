package io.github.hirakuarai.codexrunner.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputSampleTest {

    private static String sample(String output, int portion) {
        OutputSample sample = new OutputSample();
        byte[] bytes = output.getBytes(UTF_8);
        for (int at = 0; at < bytes.length; at += portion) {
            sample.write(bytes, at, Math.min(portion, bytes.length - at));
        }
        return sample.text();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 4_096, 32_768, 1_000_000})
    void whatFitsIsWhole(int portion) {
        String output = "line é\n".repeat(8_000);

        assertThat(sample("", portion)).isEmpty();
        assertThat(sample(output, portion)).isEqualTo(output);
    }

    @ParameterizedTest
    @ValueSource(ints = {77, 4_096, 32_768, 1_000_000})
    void theBeginningTheEndAndWhatNamesAnErrorStay(int portion) {
        String flood = "longline\n".repeat(30_000);

        assertThat(sample("boom\n" + flood + "the end\n", portion))
                .startsWith("boom\nlongline\n")
                .endsWith("longline\nthe end\n")
                .hasSizeLessThan(70_000)
                .containsPattern("\n\\[… [0-9]+ bytes left out …]\n");
        for (String error : new String[] {
            "Error: x", "make: *** FATAL", "java.lang.IllegalStateException", "Permission Denied", "接続に失敗しました", "エラー"
        }) {
            assertThat(sample(flood + error + "\n" + flood, portion)).contains("\n" + error + "\n");
        }
    }

    @Test
    void ofManyErrorsTheFirstAndTheLastStay() {
        StringBuilder output = new StringBuilder();
        for (int n = 0; n < 20_000; n++) {
            output.append("error ").append(n).append('\n');
        }

        assertThat(sample(output.toString(), 1_000)).contains("name an error").contains("error 19999\n");
        assertThat(sample(output.toString(), 1_000).lines().count()).isLessThan(8_000);
    }

    @Test
    void aLineWithoutEndShowsItsBeginningAndEnd() {
        assertThat(sample("x".repeat(100_000) + "y", 5_000)).startsWith("xxx").endsWith("xy");
    }

    @Test
    void thePortionsInWhichOutputComesMakeNoDifference() {
        Random random = new Random(7);
        for (int round = 0; round < 20; round++) {
            StringBuilder output = new StringBuilder();
            while (output.length() < 150_000) {
                output.append("x".repeat(random.nextInt(random.nextInt(8) == 0 ? 2_000 : 40)));
                output.append(random.nextInt(20) == 0 ? "error" : "");
                output.append(random.nextInt(5) == 0 ? '\r' : '\n');
            }

            assertThat(sample(output.toString(), 1 + random.nextInt(50_000))).isEqualTo(sample(output.toString(), 1));
        }
    }
}
