package io.github.hirakuarai.codexrunner.branch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.sanitize.Sanitizer;
import io.github.hirakuarai.codexrunner.sanitize.Secrets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitMessageTest {

    private static final List<String> OWN = List.of("Codex-Brief: octo/app#9", "Codex-Run: 1-2");

    private static String message(String... written) {
        return CommitMessage.of(List.of(written), OWN, Sanitizer.of(Secrets.of(Map.of("S", "Tr0ub4dor&3"))));
    }

    /** What git itself finds. */
    private static List<String> trailers(String message) throws Exception {
        return git(message, "--parse").lines().toList();
    }

    private static String git(String message, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("git", "interpret-trailers"));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        Process git = builder.start();
        git.getOutputStream().write(message.getBytes(UTF_8));
        git.getOutputStream().close();
        return new String(git.getInputStream().readAllBytes(), UTF_8);
    }

    @Test
    void theWritersTrailersAndTheRunnersAreOneBlock() throws Exception {
        String message = message("""
                fix: x

                Why:
                  - one
                    - two
                \tthree

                Signed-off-by: Ann <ann@example.org>
                Co-authored-by: Bob <1+bob@users.noreply.github.com>
                """);

        assertThat(message).startsWith("fix: x\n\nWhy:\n  - one\n    - two\n\tthree\n\nSigned-off-by");
        assertThat(trailers(message))
                .containsExactly(
                        "Signed-off-by: Ann <ann@example.org>",
                        "Co-authored-by: Bob <1+bob@users.noreply.github.com>",
                        "Codex-Brief: octo/app#9",
                        "Codex-Run: 1-2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Fixes 12\nSigned-off-by: Ann <a@example.org>",
                "some line\nSigned-off-by: Ann <a@example.org>\nCo-authored-by: Bob <b@example.org>",
                "# comment\nSigned-off-by: Ann <a@example.org>",
                "# comment\nAcked-by: Ann <a@example.org>",
                "one\ntwo\nthree\nSigned-off-by: Ann <a@example.org>",
                "one\ntwo\nthree\nfour\nSigned-off-by: Ann <a@example.org>",
                "one\ntwo\nthree\nfour\nfive\nsix\nAcked-by: Ann <a@example.org>\n(cherry picked from commit 12)",
                "some line\nAcked-by: Ann <a@example.org>",
                "(cherry picked from commit 12)\nAcked-by: Ann <a@example.org>",
                "Acked-by: Ann <a@example.org>\n  more\n  still\nSigned-off-by: Ann <a@example.org>",
                "Signed-off-by: Ann <a@example.org>\n# comment\n  indented",
                "  indented\nSigned-off-by: Ann <a@example.org>",
                "  indented\nAcked-by: Ann <a@example.org>",
                "Signed-off-by: Ann <a@example.org>\nSigned-off-by: Ann <a@example.org>",
                "signed-off-by: Ann <a@example.org>\nsome line",
                "Signed-off-by : Ann <a@example.org>\nsome line",
                "Two words: x",
                "-x: y",
                ": y",
                "Acked-by: Ann <a@example.org>\n\nSigned-off-by: Ann <a@example.org>",
                "Acked-by: Ann <a@example.org>\n\nprose",
                "Signed-off-by: 日本 太郎 <t@example.org>\n済み"
            })
    void theRunnersTrailersAreAddedAsGitWouldAddThem(String last) throws Exception {
        for (String written : List.of("fix: x\n\nbody\n\n" + last, "fix: x\n\n" + last, last)) {
            String message = message(written);

            assertThat(withoutComments(message))
                    .isEqualTo(withoutComments(git(written + "\n", "--trailer", OWN.get(0), "--trailer", OWN.get(1))));
            assertThat(trailers(message)).containsAll(trailers(written + "\n")).endsWith(OWN.get(0), OWN.get(1));
        }
    }

    /** Git itself leaves some out. */
    private static String withoutComments(String message) {
        return message.replaceAll("(?m)^#.*\n", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"# comment", "\n# comment", "\nConflicts:\n\ta.txt\n\tb.txt"})
    void whatGitIgnoresAtTheEndHidesNoTrailer(String end) throws Exception {
        String message = message("fix: x\n\nbody\n\nAcked-by: Ann <a@example.org>\n" + end);

        assertThat(message).contains(end.strip());
        assertThat(trailers(message)).containsExactly("Acked-by: Ann <a@example.org>", OWN.get(0), OWN.get(1));
    }

    @Test
    void theBlockOfManyMessagesStaysOne() throws Exception {
        String[] written = IntStream.range(0, 9)
                .mapToObj(n -> "fix: " + n + "\n\none " + n + "\ntwo " + n + "\nthree " + n
                        + "\nSigned-off-by: Ann <a@example.org>")
                .toArray(String[]::new);

        assertThat(trailers(message(written)))
                .contains("Signed-off-by: Ann <a@example.org>")
                .containsAll(OWN);
    }

    @Test
    void severalMessagesHaveOneBlockOfTrailers() throws Exception {
        String message = message(
                "first\n\nSigned-off-by: Ann <a@example.org>",
                "second\r\n\r\nbody\r\n\r\nSigned-off-by: Ann <a@example.org>\r\nReviewed-by: Bob <b@example.org>");

        assertThat(message).startsWith("first\n\nsecond\n\nbody\n\nSigned-off-by: Ann <a@example.org>\nReviewed-by");
        assertThat(trailers(message)).hasSize(4);
    }

    @Test
    void whatOnlyLooksLikeTrailersStays() throws Exception {
        assertThat(message("fix: x")).startsWith("fix: x\n\nCodex-Brief: ");
        assertThat(message("x\n\nNote: this\nis prose")).startsWith("x\n\nNote: this\nis prose\n\nCodex-Brief");
        assertThat(trailers(message("x\n\n---\nbody\n\nAcked-by: Ann <a@example.org>")))
                .hasSize(3);
    }

    @Test
    void nobodyWritesTheRunnersTrailers() throws Exception {
        assertThat(trailers(message("x\n\nCodex-Brief: octo/app#1\ncodex-run : 9\nAcked-by: Ann <a@example.org>")))
                .containsExactly("Acked-by: Ann <a@example.org>", "Codex-Brief: octo/app#9", "Codex-Run: 1-2");
    }

    @Test
    void eachLineIsInert() {
        assertThat(message("x\n\n  - thanks @joe, fixes #12\n  Tr0ub4dor&3"))
                .startsWith("x\n\n  - thanks @ joe, fixes # 12\n  ***\n");
    }
}
