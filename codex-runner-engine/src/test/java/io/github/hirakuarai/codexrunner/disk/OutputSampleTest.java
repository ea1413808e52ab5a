package io.github.hirakuarai.codexrunner.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
                .containsPattern("\n\\[… [0-9]+ lines left out …]\n");
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

        assertThat(sample(output.toString(), 1_000))
                .containsOnlyOnce("left out")
                .contains("error 19999\n");
        assertThat(sample(output.toString(), 1_000).lines().count()).isLessThan(8_000);
    }

    @Test
    void aLineWithoutEndShowsItsBeginningAndEnd() {
        assertThat(sample("x".repeat(100_000) + "y", 5_000)).matches("x{32768}\\[… 34465 bytes left out …]x+y");
        assertThat(sample("boom\n" + "x".repeat(100_000) + "y", 5_000))
                .startsWith("boom\nx")
                .endsWith("xy");
        assertThat(sample("boom\n".repeat(9_000) + "x".repeat(100_000), 5_000))
                .matches("(?s)(boom\n){6553}\\[… 2447 lines left out …]\n\\[… 67232 bytes left out …]x{32768}");
        assertThat(sample("x".repeat(100_000) + "\n" + "end\n".repeat(9_000), 5_000))
                .matches("(?s)x{32768}\\[… 67232 bytes left out …]\n\\[… 809 lines left out …]\n(end\n){8191}");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 4_096, 1_000_000})
    void ofALineThatWasWrittenOverTheLastStateStays(int portion) {
        StringBuilder progress = new StringBuilder();
        for (int n = 1; n <= 9_000; n++) {
            progress.append("\rprogress ").append(n);
        }

        assertThat(sample("begin\r\n" + progress + "\r\nend", portion)).isEqualTo("begin\nprogress 9000\nend");
        assertThat(sample(progress.toString(), portion)).isEqualTo("progress 9000");
        assertThat(sample("line\n".repeat(9_000) + progress + "\n", portion))
                .as("in the tail, too")
                .isEqualTo("line\n".repeat(9_000) + "progress 9000\n");
        assertThat(sample("x".repeat(200_000) + "\rshort\n", portion)).isEqualTo("short\n");
        assertThat(sample("a\n" + "line\n".repeat(30_000) + "x".repeat(200_000) + "\rshort\nend\n", portion))
                .startsWith("a\nline\n")
                .matches("(?s).*line\n\\[… [0-9]+ lines left out …]\n.*end\n");
    }

    @Test
    void everyLineIsShownOrCounted() {
        StringBuilder output = new StringBuilder();
        for (int n = 0; n < 30_000; n++) {
            output.append(n % 1_000 == 17 ? "error " : "line ").append(n).append('\n');
        }
        long counted = 0;
        for (String line : sample(output.toString(), 1_000).lines().toList()) {
            Matcher left = Pattern.compile("\\[… ([0-9]+) lines? left out …]").matcher(line);
            counted += left.matches() ? Long.parseLong(left.group(1)) : 1;
        }

        assertThat(counted).isEqualTo(30_000);
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
                output.append(random.nextInt(9) == 0 ? "ab\b" : random.nextInt(9) == 0 ? "\u001b[2Gx" : "");
            }

            assertThat(sample(output.toString(), 1 + random.nextInt(50_000))).isEqualTo(sample(output.toString(), 1));
        }
    }
}
