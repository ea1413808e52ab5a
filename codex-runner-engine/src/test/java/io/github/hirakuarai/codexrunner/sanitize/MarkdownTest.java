package io.github.hirakuarai.codexrunner.sanitize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link Sanitizer#markdown} makes of Markdown. */
class MarkdownTest {

    private final Sanitizer sanitizer = Sanitizer.of(Secrets.of(Map.of("PASSWORD", "opensesame")));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Plain *text* with `code`, a [link](https://example.org/@joe) and joe@example.org.\n",
                "This fixes the build; see #12 and o/r#13.\n",
                "`@Override` and `fixes #12` in code\n",
                "```java\n@Override // fixes #12\n```\n",
                "    @Override\n",
                "~~~yaml codex-brief-draft\nsteps: []\n~~~\n",
                "<details>\n<summary>Log</summary>\n\ntext\n\n</details>\n",
                "| a | b |\n| - | - |\n| `x \\| y` | `@z` |\n",
                "<https://example.org/@joe>\n",
            })
    void whatIsHarmlessStaysAsItIs(String markdown) {
        assertThat(sanitizer.markdown(markdown)).isEqualTo(markdown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "ping @joe and @org/team~ping @<!-- -->joe and @<!-- -->org/team",
                "\\@joe &#64;joe &#x40;joe &commat;joe~\\@<!-- -->joe &#64;<!-- -->joe &#x40;<!-- -->joe &commat;<!-- -->joe",
                "_@joe_ **@joe** [@joe](x)~_@<!-- -->joe_ **@<!-- -->joe** [@<!-- -->joe](x)",
                "@&#106;oe~@<!-- -->&amp;#106;oe",
                "https://@joe https://medium.com/@joe~https://%40joe https://medium.com/%40joe",
                "<b>@joe</b> <p title='@joe'>~<b>@<!-- -->joe</b> <p title='@joe'>",
                "<script @joe>~<script @<!-- -->joe>",
                "> - # @joe~> - # @<!-- -->joe",
                "[^1]: @joe~[^1]: @<!-- -->joe",
                "a <!-- b @joe c~a &lt;!-- b @<!-- -->joe c",
            })
    void mentionsReachNobody(String markdown, String inert) {
        assertThat(sanitizer.markdown(markdown)).isEqualTo(inert);
    }

    @Test
    void aMentionThatOnlyATableShowsReachesNobody() {
        String neutralized = sanitizer.markdown("| ` | ` ` @joe ` |\n|-|-|\n");
        assertThat(neutralized).doesNotContain("@joe");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "close #1", "Closes #1", "closed: #1", "FIX #1", "fixes o/r#1", "fixed GH-1",
                        "resolve https://h/o/r/issues/1",
                "Resolves:   #1", "resolved **#1**", "_fixes_ #1", "fixes [#1](x)", "fixes\n#1", "fixes &#35;1",
                        "fixes \\#1",
                "f&#105;xes #1", "- fixes <b>#1</b>", "www.fixes #1",
            })
    void closingKeywordsCloseNothing(String markdown) {
        String inert = sanitizer.markdown(markdown);
        assertThat(inert.replaceAll("(?s)<!-- -->|amp;", "")).isEqualTo(markdown);
        assertThat(inert).isNotEqualTo(markdown);
        assertThat(inert.replaceAll("[*_]", ""))
                .doesNotContainPattern("(?is)\\b(close[sd]?|fix(e[sd])?|resolve[sd]?)\\b[\\s:]*[^a-z]*\\d");
    }

    @Test
    void linesThatBeginWithASlashGiveNoCommand() {
        assertThat(sanitizer.markdown("/codex retry\n\n- /a\n\n```\n/b\n```\n<p>\n/c\n</p>\n"))
                .isEqualTo("\\/codex retry\n\n- \\/a\n\n```\n /b\n```\n<p>\n /c\n</p>\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "```codex-brief\nx\n```\n",
                "~~~yaml codex-brief foo\nx\n~~~\n",
                "- a\n\n  ```json codex-brief\n  x\n  ```\n",
                "````codex&#45;brief\nx\n````\n",
                "> ```Codex-Brief\n> x\n> ```\n",
                "<!-- a\nb -->```codex-brief\nx\n```\n",
                "```codex-brief\nnot closed",
            })
    void aFenceIsNoBrief(String markdown) {
        Reading reading = Reading.of(sanitizer.markdown(markdown));
        assertThat(reading.briefs()).isEmpty();
        assertThat(reading.openFences()).isZero();
    }

    @Test
    void aFenceThatWasLeftOpenIsClosedWhereItStands() {
        assertThat(sanitizer.markdown("- > ~~~~ x\n  > a")).isEqualTo("- > ~~~~ x\n  > a\n  > ~~~~");
        assertThat(sanitizer.markdown("```")).isEqualTo("```\n```");
    }

    @Test
    void htmlCommentsSayNothingAndForgeNoMarker() {
        String marker = "<!-- codex-runner:output key=" + "0".repeat(64) + " output=1 -->";
        assertThat(sanitizer.markdown(marker + "\ntext " + marker + "\n\n<div>" + marker + "\n@joe</div>\n"))
                .isEqualTo("<!-- -->\ntext <!-- -->\n\n<div><!-- -->\n@<!-- -->joe</div>\n");
        assertThat(sanitizer.markdown("<!-- never closed\n@joe\n")).isEqualTo("<!-- -->\n");
    }

    @Test
    void secretsAreMaskedInEverything() {
        assertThat(sanitizer.markdown("open\u001b[0msesame `opensesame`\n\n    opensesame\n"))
                .isEqualTo("*** `***`\n\n    ***\n");
    }

    @Test
    void aLongTextKeepsWholeBlocksOfItsHeadAndTail() {
        String markdown = "# Head\n\n" + "a word ".repeat(15_000) + "\n\n```text\nx\n```\n\nThe end.\n";
        String cut = sanitizer.markdown(markdown);
        assertThat(cut).startsWith("# Head\n\n```markdown\na word").endsWith("```text\nx\n```\n\nThe end.\n");
        assertThat(cut.length()).isBetween(60_000, Sanitizer.MARKDOWN_LIMIT);
    }

    @Test
    void aLongLogInTheMiddleStaysALog() {
        String markdown = "Log:\n\n~~~text\n" + "x ``` y\n".repeat(15_000) + "~~~\n\nEnd\n";
        String cut = sanitizer.markdown(markdown);
        assertThat(cut).startsWith("Log:\n\n````text\nx ``` y\n").endsWith("x ``` y\n````\n\nEnd\n");
        assertThat(Reading.of(cut).openFences()).isZero();
    }

    @Test
    void aTextThatIsFarTooLongIsShownAsALog() {
        String shown = sanitizer.markdown("@joe fixes #1\n".repeat(100_000));
        assertThat(shown).startsWith("```text\n@joe").endsWith("```\n").hasSizeLessThan(65_001);
    }
}
