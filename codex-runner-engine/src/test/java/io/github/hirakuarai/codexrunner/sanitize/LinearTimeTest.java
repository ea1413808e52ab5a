package io.github.hirakuarai.codexrunner.sanitize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Text of the worst takes a fraction of a second for all methods together, where one quadratic pattern would take more than half a
 * minute in each of four: the limit leaves room for a busy machine. The size is 64 KiB, or as many times that as the system property
 * {@code linear.sixteenths} says.
 */
class LinearTimeTest {

    private static final int SIZE = Integer.getInteger("linear.sixteenths", 1) << 16;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Sanitizer sanitizer =
            Sanitizer.of(Secrets.of(Map.of("A", "a".repeat(2000) + "b", "B", "=".repeat(500) + "x", "C", "aaaaaaaab")));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "=",
                "\u001b",
                "\u001b[",
                "\u001b]",
                "\u001b[1",
                "\u009d",
                "\r",
                " ",
                "`",
                "` ",
                "`` ` ",
                "\n/",
                "@a",
                "fixes ",
                "fixes#",
                "fixes a/",
                "ghp_",
                "eyJ",
                "eyJaaaaaaaa.",
                "sk-",
                "://a:b",
                "://a",
                "authorization:",
                "-----BEGIN PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\n-----END RSA",
                "[",
                "![",
                "](",
                "*a **",
                "x <!--",
                "x <?",
                "x <a b='",
                "<div><!--\n\n",
                "<div>\n<a ",
                "> ",
                "- ",
                "1) ",
                "&#",
                "&#64;",
                "\\",
                "https://",
                "|-\n",
                "[a]: b\n",
                "[^a]: @\n",
                "<!",
                "~~~\n",
                "\ud83d",
                "_",
                "*_",
            })
    void muchTextIsPublishedInBoundedTime(String unit) {
        String worst = unit.repeat(SIZE / unit.length());
        // The most that is still read as Markdown.
        String markdown = unit.repeat(2 * Sanitizer.MARKDOWN_LIMIT / unit.length());
        assertTimeoutPreemptively(LIMIT, () -> {
            assertThat(sanitizer.plain(worst)).isNotNull();
            assertThat(sanitizer.line(worst)).hasSizeLessThanOrEqualTo(Sanitizer.LINE_LIMIT);
            assertThat(sanitizer.fenced(worst, "text", 60_000)).hasSizeLessThan(60_300);
            assertThat(sanitizer.markdown("x " + markdown.substring(2)))
                    .hasSizeLessThanOrEqualTo(Sanitizer.MARKDOWN_LIMIT);
            sanitizer.holdsSecret(worst);
        });
    }
}
