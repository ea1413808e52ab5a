package io.github.hirakuarai.codexrunner.sanitize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.hirakuarai.codexrunner.markdown.CmarkGfm;
import io.github.hirakuarai.codexrunner.markdown.RandomMarkdown;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is published is inert as cmark-gfm shows it. All of the documents: {@code -Dtries=10000}. */
class PublishedOnGitHubTest {

    private static final int TRIES = Integer.getInteger("tries", 300);
    private static final long SEED = Long.getLong("seed", 13);
    private static final Sanitizer SANITIZER = Sanitizer.of(Secrets.of(Map.of()));

    private static final Pattern LIVE = Pattern.compile("(?i)(?<![A-Za-z0-9])@[A-Za-z0-9]"
            + "|(?<![A-Za-z0-9])(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)[\\s:]*"
            + "(?:[\\w.-]+/[\\w.-]+)?(?:#|gh-|https?://\\S+/|@)[0-9a-f]");

    /** Code and links of cmark-gfm's own; other tags, comments and texts one by one. */
    private static final Pattern PART = Pattern.compile(
            "<pre><code[^>]*>[^<]*</code></pre>|<code>[^<]*</code>|<a href=\"[^\"]*\">[^<\n]*</a>"
                    + "|<!--.*?-->|<[^>]*>|[^<]+|<",
            Pattern.DOTALL);

    @TempDir
    Path folder;

    @BeforeEach
    void cmarkGfm() {
        assumeTrue(CmarkGfm.installed(), "cmark-gfm is not installed");
    }

    @Test
    void noMentionOrReferenceOfARandomDocumentIsLive() throws Exception {
        List<String> published = RandomMarkdown.documents(SEED, TRIES).stream()
                .map(SANITIZER::markdown)
                .toList();

        assertThat(live(published)).isEmpty();
        List<CmarkGfm.Blocks> shown = CmarkGfm.blocks(folder, published);
        for (int n = 0; n < published.size(); n++) {
            assertThat(shown.get(n).briefs()).as(published.get(n)).isEmpty();
        }
    }

    @Test
    void linesThatGoOnWithAFootnoteAreTextOfTheirOwn() throws Exception {
        List<String> written = List.of(
                "[^1]: [^1]\n      -->\n      ```codex-brief\n      x\n      ```\n",
                "[^1]: a\n      ~~~ yaml codex-brief\n      x\n      ~~~\n\n[^1]",
                "[^1]: `a\n      - b @joe`\n\n[^1]",
                "[^n]: /x\n      `a\n      > fixes #1`\n\n[^n]");
        List<String> published = written.stream().map(SANITIZER::markdown).toList();

        assertThat(live(written)).isNotEmpty();
        assertThat(live(published)).isEmpty();
        assertThat(CmarkGfm.blocks(folder, published))
                .allSatisfy(blocks -> assertThat(blocks.briefs()).isEmpty());
    }

    @Test
    void noReferenceInAnEscapedFormIsLive() throws Exception {
        List<String> written = new ArrayList<>();
        for (String keyword : new String[] {"fixes", "Closes:", "RESOLVED", "*fix*", "fixes&#32;"}) {
            for (String reference : new String[] {
                "octo/app#1",
                "octo\\/app#1",
                "octo&#47;app#1",
                "octo&sol;app&num;1",
                "octo/app\\#1",
                "octo/my_app#1",
                "octo/my\\_app#1",
                "octo_x/_app_#1",
                "#1",
                "\\#1",
                "&#35;1",
                "&num;1",
                "GH-1",
                "gh\\-1",
                "GH&#45;1",
                "octo/app@0123abcd",
                "octo/app&commat;0123abcd",
                "https://github.com/octo/app/issues/1",
                "https:\\//github.com/octo/app/issues/1",
                "&#104;ttps://github.com/octo/app/pull/1",
                "<https://github.com/octo/app/issues/1>",
                "**#1**",
                "[#1](x)",
                "`x` #1"
            }) {
                written.add(keyword + " " + reference);
                written.add("> " + keyword + " " + reference + "\n<a>\n@joe\n");
                written.add("- a\n<b>\n" + keyword + "\n" + reference);
            }
        }

        assertThat(live(written)).hasSizeGreaterThan(50);
        assertThat(live(written.stream().map(SANITIZER::markdown).toList())).isEmpty();
    }

    @Test
    void whatGitHubWouldBeginABlockWithIsPlainText() {
        assertThat(SANITIZER.markdown("> quoted\n<a>\n@joe")).isEqualTo("> quoted\n&lt;a>\n@<!-- -->joe");
        assertThat(SANITIZER.markdown("a | b\n|-|-|\n2. x")).isEqualTo("a | b\n|-|-|\n2\\. x");
    }

    /** The texts that GitHub would act on, each with the document that it stands in. */
    private List<String> live(List<String> published) throws Exception {
        List<String> live = new ArrayList<>();
        List<String> html = CmarkGfm.html(folder, published);
        for (int n = 0; n < published.size(); n++) {
            for (Matcher part = PART.matcher(html.get(n)); part.find(); ) {
                if (!part.group().startsWith("<")
                        && LIVE.matcher(plain(part.group())).find()) {
                    live.add(published.get(n) + "\n=> " + part.group());
                }
            }
        }
        return live;
    }

    private static String plain(String html) {
        return html.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&amp;", "&");
    }
}
