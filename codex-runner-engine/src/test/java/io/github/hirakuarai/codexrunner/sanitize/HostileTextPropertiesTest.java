package io.github.hirakuarai.codexrunner.sanitize;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.spi.Marker;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;

/** Whatever a step prints or a person writes, what is published is inert. Tries: {@code -Djqwik.tries.default=…}. */
class HostileTextPropertiesTest {

    private static final String SECRET = "hunter2/correct+horse=Battery";
    private static final String PRIVATE_KEY = "line-one-0123456789\nline-two-abcdefghij\nline-three-ABCDEFGHIJ";
    private static final Sanitizer GATE = Sanitizer.of(Secrets.of(Map.of("S", SECRET, "K", PRIVATE_KEY)));

    private static final Pattern MENTION = Pattern.compile("(?<![A-Za-z0-9])@[A-Za-z0-9]");
    private static final Pattern CLOSING =
            Pattern.compile("(?i)(?<![A-Za-z0-9])(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)"
                    + "(?:[\\s:]*#|[\\s:]+(?:[\\w.-]+/[\\w.-]+#|GH-|https?://\\S+/))[0-9]");

    @Property
    void noFormOfASecretSurvives(
            @ForAll("noise") String before,
            @ForAll("noise") String after,
            @ForAll("separators") String separator,
            @ForAll @IntRange(max = 5) int form,
            @ForAll @IntRange(min = 1, max = 28) int split) {
        String written = written(form);
        int at = Math.min(split, written.length() - 1);
        String hostile = before + written.substring(0, at) + separator + written.substring(at) + after;
        for (String published : List.of(
                GATE.plain(hostile), GATE.markdown(hostile), GATE.line(hostile), GATE.fenced(hostile, "text", 5000))) {
            assertThat(published.replaceAll("\\s", "")).doesNotContain(written);
            assertThat(published).doesNotContain("correct+horse").doesNotContain("two-abcdefghij");
            assertThat(GATE.holdsSecret(published)).isFalse();
        }
        assertThat(GATE.holdsSecret(hostile)).isTrue();
    }

    private static String written(int form) {
        byte[] secret = SECRET.getBytes(StandardCharsets.UTF_8);
        return switch (form) {
            case 0 -> SECRET;
            case 1 -> Base64.getEncoder().encodeToString(secret);
            case 2 -> Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
            case 3 -> URLEncoder.encode(SECRET, StandardCharsets.UTF_8);
            case 4 -> SECRET.replace("/", "\\/");
            default -> "line-two-abcdefghij";
        };
    }

    @Property
    void markdownIsInertWhateverWasWritten(@ForAll("markdown") String hostile) {
        String published = GATE.markdown(hostile);
        Reading reading = Reading.of(published);
        assertThat(published).hasSizeLessThanOrEqualTo(Sanitizer.MARKDOWN_LIMIT);
        assertThat(reading.briefs()).isEmpty();
        assertThat(reading.openFences()).isZero();
        assertThat(reading.texts()).noneMatch(text -> MENTION.matcher(text).find());
        assertThat(reading.texts()).noneMatch(text -> CLOSING.matcher(text).find());
        assertThat(reading.html())
                .noneMatch(html -> html.replace("<!-- -->", "").contains("<!--"));
        assertThat(Marker.read(published)).isEmpty();
        assertThat(published.lines()).noneMatch(line -> line.startsWith("/"));
    }

    @Property
    void whatHasPassedOncePassesUnchanged(@ForAll("markdown") String hostile) {
        String once = GATE.markdown(hostile);
        assertThat(GATE.markdown(once)).isEqualTo(once);
        String plain = GATE.plain(hostile);
        assertThat(GATE.plain(plain)).isEqualTo(plain);
    }

    @Property
    void aFenceIsOneBlockWithinItsLimit(@ForAll("markdown") String hostile, @ForAll @IntRange(max = 300) int limit) {
        Node document = Parser.builder().build().parse("before\n\n" + GATE.fenced(hostile, "text", limit) + "\nafter");
        Node fence = document.getFirstChild().getNext();
        assertThat(fence).isInstanceOf(FencedCodeBlock.class);
        assertThat(((FencedCodeBlock) fence).getLiteral()).hasSizeLessThanOrEqualTo(Math.max(limit, 1));
        assertThat(fence.getNext()).isSameAs(document.getLastChild());
    }

    @Property
    void aLineIsOneLine(@ForAll("markdown") String hostile) {
        String line = GATE.line(hostile);
        assertThat(line).hasSizeLessThanOrEqualTo(Sanitizer.LINE_LIMIT).doesNotContainPattern("[\\p{Cntrl}]");
        assertThat(MENTION.matcher(line).find()).isFalse();
        assertThat(CLOSING.matcher(line).find()).isFalse();
    }

    @Property(tries = 30)
    void longMarkdownStaysUnderTheLimitAndInert(
            @ForAll("markdown") String piece,
            @ForAll("markdown") String other,
            @ForAll @IntRange(max = 100) int shift) {
        String unit = piece + other;
        if (unit.isBlank()) {
            return;
        }
        String published = GATE.markdown("x".repeat(shift) + unit.repeat(150_000 / unit.length() + 1));
        Reading reading = Reading.of(published);
        assertThat(published).hasSizeLessThanOrEqualTo(Sanitizer.MARKDOWN_LIMIT);
        assertThat(reading.briefs()).isEmpty();
        assertThat(reading.openFences()).isZero();
        assertThat(reading.texts())
                .noneMatch(text ->
                        MENTION.matcher(text).find() || CLOSING.matcher(text).find());
    }

    @Provide
    Arbitrary<String> noise() {
        return Arbitraries.of(
                "", " ", "x: ", "\n", "\u001b[1m", "é", "😀", "`", "```\n", "> ", "| ", "\"", "(", "\ud800");
    }

    @Provide
    Arbitrary<String> separators() {
        return Arbitraries.of(
                "",
                "\u001b[31m",
                "\u001b[0;1;38;5;12m",
                "\u001b]0;x\u0007",
                "\r",
                "\n",
                "\r\n",
                "\n  ",
                "\u0000",
                "\b",
                "\u007f",
                "\u009b1m",
                "\u200b",
                "\u202e",
                "\u00ad",
                "\u001b",
                "\u001b(B");
    }

    @Provide
    Arbitrary<String> markdown() {
        Arbitrary<String> token = Arbitraries.of(
                "```",
                "````",
                "~~~",
                "`",
                "``",
                "codex-brief",
                "yaml codex-brief",
                " ",
                "  ",
                "    ",
                "\n",
                "\n\n",
                "\n",
                "> ",
                "- ",
                "1. ",
                "@joe",
                "@",
                "&#64;",
                "\\",
                "fixes",
                "closes: ",
                "#12",
                "&#35;",
                "GH-7",
                "o/r#3",
                "https://h/o/r/issues/4",
                "/retry",
                "\n/retry",
                "<!--",
                "-->",
                "<!-- codex-runner:output ",
                "<div>",
                "</div>",
                "<details>",
                "<script ",
                "<?",
                "?>",
                "<!X",
                ">",
                "<",
                "[",
                "](x)",
                "![",
                "]: y",
                "[^1]: ",
                "*",
                "**",
                "_",
                "|",
                "\n|-|-|\n",
                "---\n",
                "# ",
                "\t",
                "a",
                "joe",
                "&#102;",
                "\u001b[1m",
                "\u202e",
                "😀",
                "\ud83d",
                "https://",
                "\r");
        return token.list().ofMaxSize(24).map(tokens -> String.join("", tokens));
    }
}
