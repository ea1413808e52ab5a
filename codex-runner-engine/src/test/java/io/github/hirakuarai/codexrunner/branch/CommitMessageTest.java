package io.github.hirakuarai.codexrunner.branch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.publish.Sanitizer;
import io.github.hirakuarai.codexrunner.publish.Secrets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommitMessageTest {

    private static final List<String> OWN = List.of("Codex-Brief: octo/app#9", "Codex-Run: 1-2");

    private static String message(String... written) {
        return CommitMessage.of(List.of(written), OWN, Sanitizer.of(Secrets.of(Map.of("S", "Tr0ub4dor&3"))));
    }

    /** What git itself finds. */
    private static List<String> trailers(String message) throws Exception {
        Process git = new ProcessBuilder("git", "interpret-trailers", "--parse").start();
        git.getOutputStream().write(message.getBytes(UTF_8));
        git.getOutputStream().close();
        return new String(git.getInputStream().readAllBytes(), UTF_8).lines().toList();
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
