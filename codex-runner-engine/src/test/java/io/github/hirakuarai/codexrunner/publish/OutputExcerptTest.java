package io.github.hirakuarai.codexrunner.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.disk.StepLog;
import io.github.hirakuarai.codexrunner.sanitize.Sanitizer;
import io.github.hirakuarai.codexrunner.sanitize.Secrets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputExcerptTest {

    /** A secret is longer than this, so that some begin before a cut and end behind it. */
    private static final int STRIDE = "all".equals(System.getProperty("offsets")) ? 1 : 5;

    private static final Sanitizer SANITIZER = Sanitizer.of(Secrets.of(Map.of("S", "Tr0ub4dor&3'x")));

    private static String excerpt(String raw) {
        return new OutputExcerpt(SANITIZER, new RunSections(SANITIZER, Locale.ENGLISH))
                .of(Reports.step(1, "build", Reports.exit(1), raw), OutputExcerpt.MOST, 13_000);
    }

    private static String lines(String word, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(n -> word + " " + n + "\n")
                .collect(Collectors.joining());
    }

    @Test
    void aLongLastLineIsCutAndStillShown() {
        assertThat(excerpt("x".repeat(17_000) + "\n"))
                .startsWith("xxx")
                .endsWith("xxx")
                .contains(" bytes left out …] ")
                .hasSizeBetween(10_000, 14_000);
    }

    @Test
    void ofProgressTheLastStateIsShown() {
        String progress =
                IntStream.rangeClosed(1, 3_000).mapToObj(n -> "\rprogress " + n).collect(Collectors.joining());

        assertThat(excerpt(progress + "\ndone\n")).isEqualTo("progress 3000\ndone");
        assertThat(excerpt("50%\r100%\r\nnext\r\n")).isEqualTo("100%\nnext");
        assertThat(excerpt("|\b/\b-\b\\\bok\n")).isEqualTo("ok");
        assertThat(excerpt("\u001b[32mgreen\u001b[0m\r\u001b[Kred\n")).isEqualTo("red");
    }

    @Test
    void theFirstTheLastAndThoseThatNameAnErrorAreShown() {
        String excerpt =
                excerpt("boom\n" + lines("a", 500) + "x: FATAL: y\n" + lines("b", 500) + "失敗しました\n" + lines("c", 500));

        assertThat(excerpt)
                .startsWith("boom\na 1\na 2\n")
                .contains(
                        "\n[… 491 lines left out …]\nx: FATAL: y\n[… 500 lines left out …]\n失敗しました\n[… 470 lines left out …]\n")
                .endsWith("\nc 499\nc 500");
        assertThat(excerpt.lines().filter(line -> line.startsWith("c "))).hasSize(30);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--- FAIL: TestX (0.00s)",
                "FAIL src/x.test.js",
                "1 failing",
                "not ok 3 - works",
                "Segmentation fault (core dumped)",
                "Killed",
                "x.c:3: undefined reference to `foo'",
                "curl: (6) Could not resolve host: x",
                "Connection refused",
                "Connection timed out",
                "Caused by: java.io.X",
                "No space left on device",
                "can't open x",
                "unable to open x",
                "テストを実行できません",
                "ファイルが見つかりません"
            })
    void aLineInTheMiddleThatNamesAnErrorIsShownHoweverMuchIsWritten(String line, @TempDir Path folder) {
        assertThat(excerpt(lines("before", 2_000) + line + "\n" + lines("behind", 2_000)))
                .contains(line);
        String flood = lines("before", 20_000) + line + "\n" + lines("behind", 20_000);
        assertThat(sampled(folder, flood)).contains(line);
    }

    @Test
    void anErrorInTheMiddleOfALongLineIsShown(@TempDir Path folder) {
        for (int size : new int[] {17_000, 25_000, 40_000, 60_000}) {
            String line = "x".repeat(size) + " ERROR: the cause " + "y".repeat(size + 30_000) + "\n";
            assertThat(excerpt(line)).contains("ERROR: the cause").hasSizeLessThan(14_000);
            assertThat(sampled(folder, line)).as("alone " + size).contains("ERROR: the cause");
            assertThat(sampled(folder, line + lines("behind", 20_000)))
                    .as("first " + size)
                    .contains("ERROR: the cause");
            assertThat(sampled(folder, lines("before", 20_000) + line.strip()))
                    .as("last " + size)
                    .contains("ERROR: the cause");
            assertThat(sampled(folder, lines("before", 20_000) + line + lines("behind", 20_000)))
                    .as("between " + size)
                    .contains("ERROR: the cause");
        }
    }

    @Test
    void ofProgressByBackspacesTheLastStateIsShown(@TempDir Path folder) {
        String progress = "progress "
                + IntStream.rangeClosed(1, 60_000)
                        .mapToObj(n -> String.format("%5d\b\b\b\b\b", n))
                        .collect(Collectors.joining());

        assertThat(sampled(folder, progress + "\n")).isEqualTo("progress 60000");
        assertThat(sampled(folder, lines("line", 20_000) + progress + "\nend\n"))
                .endsWith("line 20000\nprogress 60000\nend");
    }

    private static String sampled(Path folder, String output) {
        byte[] bytes = output.getBytes(UTF_8);
        try (StepLog log = new StepLog(StepLog.file(folder, 1), 10_000_000, (text, ended) -> {}, () -> {}, null)) {
            for (int at = 0; at < bytes.length; at += 10_007) {
                log.write(bytes, at, Math.min(10_007, bytes.length - at));
            }
            return excerpt(log.tail());
        }
    }

    @Test
    void whatTheSampleLeftOutIsCountedToo() {
        assertThat(excerpt("boom\n" + lines("a", 500) + "[… 29000 lines left out …]\n" + lines("c", 500)))
                .isEqualTo("boom\na 1\na 2\na 3\na 4\na 5\na 6\na 7\na 8\na 9\n[… 29,961 lines left out …]\n"
                        + IntStream.rangeClosed(471, 500)
                                .mapToObj(n -> "c " + n)
                                .collect(Collectors.joining("\n")));
        assertThat(OutputExcerpt.lines("boom\n[… 29000 lines left out …]\nx\n")).isEqualTo(29_002);
        assertThat(excerpt("boom\n" + "x".repeat(20_000) + "[… 1000 bytes left out …]" + "y".repeat(20_000)))
                .matches("boom\nx+ \\[… 34,502 bytes left out …] y+");
    }

    @Test
    void noPartOfASecretIsShownThatTheSampleCutInTwo() {
        assertThat(excerpt("x".repeat(5_000) + "Tr0ub4[… 1000 bytes left out …]dor&3'x" + "y".repeat(5_000)))
                .doesNotContain("T", "&")
                .contains("xx", "yy");
    }

    @Test
    void noPartOfASecretIsShownInALineThatNamesAnError(@TempDir Path folder) {
        for (int at = 480; at < 520; at += STRIDE) {
            String line = "error: " + "x".repeat(at) + "Tr0ub4dor&3'x" + "y".repeat(at * 10) + "\n";
            String output = lines("before", 20_000) + line + lines("behind", 20_000);
            try (StepLog log = new StepLog(StepLog.file(folder, at), 10_000_000, (text, ended) -> {}, () -> {}, null)) {
                log.write(output.getBytes(UTF_8), 0, output.length());
                assertThat(excerpt(log.tail())).contains("error: xxx").doesNotContain("T");
            }
        }
    }

    @Test
    void aFewLinesAreShownWhole() {
        assertThat(excerpt(lines("line", 60))).isEqualTo(lines("line", 60).strip());
    }

    @Test
    void noPartOfASecretIsShownWhereALineIsCut() {
        for (int at = 8_600; at < 8_700; at += STRIDE) {
            assertThat(excerpt("x".repeat(at) + "Tr0ub4dor&3'x" + "y".repeat(20_000)))
                    .doesNotContain("T");
        }
        assertThat(excerpt("-----BEGIN PRIVATE KEY-----\n" + "MIIEpAIBAAKCAQEA0123456789\n".repeat(100)
                        + "-----END PRIVATE KEY-----\nend\n"))
                .isEqualTo("***\nend");
    }
}
