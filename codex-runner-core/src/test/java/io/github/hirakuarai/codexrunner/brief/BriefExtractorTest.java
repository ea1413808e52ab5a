package io.github.hirakuarai.codexrunner.brief;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.yaml.Position;
import io.github.hirakuarai.codexrunner.yaml.Positions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BriefExtractorTest {

    private static final String CONTENT = "executor: a\n";

    private final BriefExtractor extractor = new BriefExtractor();

    private List<BriefBlock> blocks(String... lines) {
        return extractor.extract(String.join("\n", lines));
    }

    private static Position position(BriefBlock block, int offset) {
        return new Positions(block.content(), block.source()).at(offset);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "```codex-brief",
                "~~~codex-brief",
                "```` codex-brief",
                "```yaml codex-brief",
                "```yml codex-brief",
                "~~~json\tcodex-brief",
                "```  yaml   codex-brief  title=x",
                "```codex-brief x",
                "```codex&#45;brief",
                "```codex\\-brief",
                "   ```codex-brief"
            })
    void anInfoStringThatSaysSoMakesABrief(String fence) {
        String closing = fence.contains("~") ? "~~~" : "````";
        assertThat(blocks(fence, CONTENT.strip(), closing)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "```",
                "```yaml",
                "```codex-brief-draft",
                "```Codex-Brief",
                "```yaml,codex-brief",
                "```toml codex-brief",
                "```yaml x codex-brief",
                "```codex-briefs",
                "    ```codex-brief",
                "``codex-brief",
                "text ```codex-brief",
                "``` codex-brief`",
                "```\u3000codex-brief",
                "```\u00A0codex-brief",
                "```yaml\u3000codex-brief",
                "```codex-brief\u3000x",
                "```json"
            })
    void anyOtherLineMakesNone(String fence) {
        assertThat(blocks(fence, CONTENT.strip(), "```")).isEmpty();
    }

    @Test
    void aBriefStandsInListsAndBehindDetails() {
        assertThat(blocks("- item", "", "  ```codex-brief", "  executor: a", "  ```"))
                .singleElement()
                .satisfies(block -> {
                    assertThat(block.content()).isEqualTo(CONTENT);
                    assertThat(block.line()).isEqualTo(3);
                    assertThat(block.column()).isEqualTo(3);
                    assertThat(block.closed()).isTrue();
                });
        assertThat(blocks("1. - 2) ```codex-brief", "        executor: a", "        ```"))
                .singleElement()
                .satisfies(block -> assertThat(block.content()).isEqualTo(CONTENT));
        assertThat(blocks(
                        "<details><summary>x</summary>", "", "```codex-brief", "executor: a", "```", "", "</details>"))
                .singleElement()
                .satisfies(block -> assertThat(block.content()).isEqualTo(CONTENT));
    }

    @Test
    void aQuotedReplyIsNotABrief() {
        assertThat(blocks("> ```codex-brief", "> executor: a", "> ```")).isEmpty();
        assertThat(blocks("> > ```codex-brief", "> > executor: a", "> > ```")).isEmpty();
        assertThat(blocks("- > ```codex-brief", "  > executor: a", "  > ```")).isEmpty();
        assertThat(blocks("> - ```codex-brief", ">   executor: a", ">   ```")).isEmpty();
        assertThat(blocks("> - > 1. ```codex-brief", "> executor: a", "> ```")).isEmpty();
        assertThat(blocks("> [!NOTE]", "> ```codex-brief", "> executor: a", "> ```"))
                .isEmpty();
    }

    @Test
    void aFenceUnderAQuoteIsNoLazyContinuationOfIt() {
        assertThat(blocks("> quoted text", "```codex-brief", "executor: a", "```"))
                .hasSize(1);
    }

    @Test
    void whatIsShownIsNotMeant() {
        assertThat(blocks("````markdown", "```codex-brief", "executor: a", "```", "````"))
                .isEmpty();
        assertThat(blocks("~~~", "```codex-brief", "executor: a", "```", "~~~")).isEmpty();
        assertThat(blocks("text", "", "    ```codex-brief", "    executor: a", "    ```"))
                .isEmpty();
        assertThat(blocks("\t```codex-brief", "\texecutor: a", "\t```")).isEmpty();
        assertThat(blocks("<!--", "```codex-brief", "executor: a", "```", "-->"))
                .isEmpty();
        assertThat(blocks("<pre>", "```codex-brief", "executor: a", "```", "</pre>"))
                .isEmpty();
        assertThat(blocks("<details>", "```codex-brief", "executor: a", "```", "</details>"))
                .isEmpty();
        assertThat(blocks("`` ```codex-brief", "executor: a ``")).isEmpty();
    }

    @Test
    void aFenceWithoutEndIsABlockThatSaysSo() {
        assertThat(blocks("```codex-brief", "executor: a"))
                .singleElement()
                .satisfies(block -> assertThat(block.closed()).isFalse());
        assertThat(blocks("- ```codex-brief", "  executor: a", "", "text outside the list", "```"))
                .first()
                .satisfies(block -> assertThat(block.closed()).isFalse());
        assertThat(blocks("````codex-brief", "executor: a", "```"))
                .singleElement()
                .satisfies(block -> assertThat(block.closed()).isFalse());
    }

    @Test
    void lineEndingsByteOrderMarkAndLastLineMakeNoDifference() {
        String markdown = "text\n\n- ```codex-brief\n  executor: a\n  ```\n";
        List<BriefBlock> blocks = extractor.extract(markdown);

        assertThat(extractor.extract(markdown.replace("\n", "\r\n"))).isEqualTo(blocks);
        assertThat(extractor.extract(markdown.replace("\n", "\r"))).isEqualTo(blocks);
        assertThat(extractor.extract("\uFEFF" + markdown)).isEqualTo(blocks);
        assertThat(extractor.extract(markdown.strip())).isEqualTo(blocks);
        assertThat(extractor.extract("\uFEFF```codex-brief\nexecutor: a\n```")).hasSize(1);
    }

    @Test
    void theDigestIsOfTheContentWithLineFeeds() {
        assertThat(blocks("* ```codex-brief", "  executor: a", "  ```"))
                .singleElement()
                .satisfies(block -> assertThat(block.digest()).isEqualTo(Digest.of(CONTENT)));
    }

    @Test
    void blocksAreCountedInTheDocumentAndAmongTheirEquals() {
        List<BriefBlock> blocks = blocks(
                "```codex-brief",
                "a: 1",
                "```",
                "```codex-brief",
                "b: 1",
                "```",
                "```yaml",
                "c: 1",
                "```",
                "~~~codex-brief",
                "a: 1",
                "~~~");

        assertThat(blocks).extracting(BriefBlock::ordinal).containsExactly(1, 2, 3);
        assertThat(blocks).extracting(BriefBlock::place).containsExactly(1, 1, 2);
        assertThat(blocks.get(0).digest()).isEqualTo(blocks.get(2).digest());
    }

    @Test
    void positionsPointIntoTheDocumentAlsoBehindTabs() {
        BriefBlock spaces = blocks("1. text", "", "   ```codex-brief", "   a: 1", "     b: 2", "", "   ```")
                .get(0);
        assertThat(spaces.content()).isEqualTo("a: 1\n  b: 2\n\n");
        assertThat(position(spaces, 0)).isEqualTo(new Position(4, 4));
        assertThat(position(spaces, spaces.content().indexOf("b"))).isEqualTo(new Position(5, 6));
        assertThat(position(spaces, spaces.content().length())).isEqualTo(new Position(7, 4));

        BriefBlock tabs =
                blocks("-\t```codex-brief", "\ta: 1", "\t\tb: 2", "\t```").get(0);
        assertThat(tabs.content()).startsWith("a: 1\n").contains("b: 2\n");
        assertThat(tabs.column()).isEqualTo(3);
        assertThat(position(tabs, 0)).isEqualTo(new Position(2, 2));
        assertThat(position(tabs, tabs.content().indexOf("b"))).isEqualTo(new Position(3, 3));

        BriefBlock split = blocks("- ```codex-brief", "\ta: 1", "\t```").get(0);
        assertThat(split.content()).isEqualTo("  a: 1\n");
        assertThat(position(split, 2)).isEqualTo(new Position(2, 2));
    }

    @Test
    void anIndentedFenceTakesItsIndentationFromItsLines() {
        BriefBlock block = blocks("  ```codex-brief", "  a: 1", " b: 2", "   c: 3", "  ```")
                .get(0);

        assertThat(block.content()).isEqualTo("a: 1\nb: 2\n c: 3\n");
        assertThat(position(block, 0)).isEqualTo(new Position(2, 3));
        assertThat(position(block, 5)).isEqualTo(new Position(3, 2));
        assertThat(position(block, 11)).isEqualTo(new Position(4, 4));
    }

    @Test
    void quotesAndListsDeeperThanAnybodyWritesHoldNoBrief() {
        assertThat(blocks("- ".repeat(20) + "```codex-brief")).hasSize(1);
        assertThat(blocks("- ".repeat(2000) + "```codex-brief")).isEmpty();
        assertThat(blocks("> ".repeat(2000) + "```codex-brief")).isEmpty();
    }

    /** As cmark-gfm has them: {@code printf '  ```\n\tx\n  ```\n' | cmark-gfm}. */
    @Test
    void tabsInAnIndentedFenceCountToTheNextMultipleOfFour() {
        assertThat(blocks("  ```codex-brief", "\tx: 1", " \ty: 2", "    \tz: 3", "  ```"))
                .extracting(BriefBlock::content)
                .containsExactly("  x: 1\n  y: 2\n  \tz: 3\n");
        assertThat(blocks("- ```codex-brief", "\tx: 1", "  ```"))
                .extracting(BriefBlock::content)
                .containsExactly("  x: 1\n");
        assertThat(blocks("1.  ```codex-brief", "\tx: 1", "    ```"))
                .extracting(BriefBlock::content)
                .containsExactly("x: 1\n");
        assertThat(blocks("- a", "\t```codex-brief", "\tx: 1", "\t  y: 2", "    z: 3", "\t```"))
                .extracting(BriefBlock::content)
                .containsExactly(" x: 1\n   y: 2\n z: 3\n");
        assertThat(blocks("1. - a", "", "\t ```codex-brief", "\t x: 1", "\t ```"))
                .extracting(BriefBlock::content)
                .containsExactly("x: 1\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "codex_brief",
                "codexbrief",
                "codex brief",
                "Codex-Brief",
                "codex-breif",
                "codx-brief",
                "codex-briefs",
                "codex.brief",
                "codex--brief",
                "codex-brief:",
                "{.codex-brief}",
                "yaml codex_brief",
                "YAML codex-brief",
                "yaml:codex-brief",
                "yaml title codex-brief",
                "sh codex-brief",
                "codex-brief-v1",
                "codex\\_brief"
            })
    void aFenceThatWasMeantAsABriefsIsANearMiss(String info) {
        String markdown = "Please.\n\n- now:\n\n  ~~~ " + info + "\n  executor: devbox\n  ~~~\n";

        assertThat(extractor.extract(markdown)).isEmpty();
        assertThat(extractor.nearMiss(markdown)).contains(info.replace("\\", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "```codex-brief\n```",
                "```yaml codex-brief\n```",
                "```codex-brief-draft\n```",
                "```yaml codex-brief-draft\n```",
                "```codex_brief_draft\n```",
                "```codex\n```",
                "```yaml\ncodex_brief\n```",
                "```codec\n```",
                "> ```codex_brief\n> ```",
                "````\n```codex_brief\n```\n````",
                "<!--\n```codex_brief\n```\n-->",
                "codex_brief"
            })
    void whatWasNotMeantAsABriefIsNoNearMiss(String markdown) {
        assertThat(extractor.nearMiss(markdown)).isEmpty();
    }
}
