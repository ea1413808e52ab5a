package io.github.hirakuarai.codexrunner.brief;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.yaml.Positions;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ExtractionPropertiesTest {

    private static final String CONTENT = "executor: devbox-codex\nrepo: octo-org/app\n";
    private static final String BLOCK = "```codex-brief\n" + CONTENT + "```\n";

    private final BriefExtractor extractor = new BriefExtractor();

    /** Lines that open, continue, interrupt and close blocks, in every container. */
    @Provide
    Arbitrary<String> markdown() {
        Arbitrary<String> containers = Arbitraries.of(
                        "", "", "", "", " ", "  ", "   ", "    ", "\t", "- ", "* ", "1. ", "2) ", "> ", ">", "  > ",
                        "-\t")
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(parts -> String.join("", parts));
        Arbitrary<String> contents = Arbitraries.of(
                "",
                "",
                "",
                "text",
                "text `` ``` ``",
                "```",
                "```",
                "~~~",
                "````",
                "```codex-brief",
                "```codex-brief",
                "~~~yaml codex-brief",
                "``` codex&#45;brief",
                "```codex-brief `",
                "```~~~",
                "~~~ ``` codex-brief",
                "executor: a",
                "# heading",
                "===",
                "---",
                "<details>",
                "</details>",
                "<div>",
                "<b>",
                "<!-- x",
                "-->",
                "<pre>",
                "</pre>",
                "<?x",
                "?>",
                "[a]: /b",
                "'title",
                "| a | b |",
                "<https://example.org>",
                "\u000B",
                "\u00A0",
                "\u0000```");
        Arbitrary<String> endings = Arbitraries.of("\n", "\n", "\n", "\n", "\n", "\r\n");
        Arbitrary<String> line =
                Combinators.combine(containers, contents, endings).as((a, b, c) -> a + b + c);
        return line.list().ofMaxSize(14).map(lines -> String.join("", lines));
    }

    @Property
    void quotingADocumentNeverYieldsABrief(@ForAll("markdown") String markdown) {
        String quoted = markdown.replace("\r\n", "\n")
                .lines()
                .map(line -> "> " + line + "\n")
                .reduce("", String::concat);

        assertThat(extractor.extract(quoted)).isEmpty();
    }

    @Property
    void whatStandsAroundABlockDoesNotChangeIt(@ForAll("paragraphs") String before, @ForAll("markdown") String after) {
        List<BriefBlock> blocks = extractor.extract(before + "\n" + BLOCK + after);

        assertThat(blocks).isNotEmpty();
        assertThat(blocks.get(0).content()).isEqualTo(CONTENT);
        assertThat(blocks.get(0).closed()).isTrue();
        assertThat(blocks.get(0).digest())
                .isEqualTo(extractor.extract(BLOCK).get(0).digest());
        assertThat(blocks.get(0).line()).isEqualTo((int) before.lines().count() + 2);
    }

    /** Whole blocks of text that are closed at their end. */
    @Provide
    Arbitrary<String> paragraphs() {
        return Arbitraries.of(
                        "some text\n",
                        "> quoted\n",
                        "- item\n\n  more\n",
                        "```\ncode\n```\n",
                        "    indented\n",
                        "<!-- note -->\n",
                        "<details>\n",
                        "# heading\n",
                        "\n",
                        "1. one\n2. two\n")
                .list()
                .ofMaxSize(6)
                .map(parts -> String.join("\n", parts));
    }

    @Property
    void lineEndingsAndAByteOrderMarkChangeNothing(@ForAll("markdown") String markdown) {
        String unix = markdown.replace("\r\n", "\n");
        List<BriefBlock> blocks = extractor.extract(unix);

        assertThat(extractor.extract(unix.replace("\n", "\r\n"))).isEqualTo(blocks);
        assertThat(extractor.extract(unix.replace("\n", "\r"))).isEqualTo(blocks);
        assertThat(extractor.extract("\uFEFF" + unix)).isEqualTo(blocks);
    }

    @Property
    void everyPositionPointsAtTheCharacterItSpeaksOf(@ForAll("markdown") String markdown) {
        String[] lines = markdown.split("\r\n|\n", -1);
        for (BriefBlock block : extractor.extract(markdown)) {
            assertThat(lines[block.line() - 1].substring(block.column() - 1)).matches("(?s)(`{3,}|~{3,}).*");
            Positions positions = new Positions(block.content(), block.source());
            for (int offset = 0; offset < block.content().length(); offset++) {
                char character = block.content().charAt(offset);
                if (character != '\n' && character != ' ' && character != '\uFFFD') {
                    var position = positions.at(offset);
                    assertThat(lines[position.line() - 1].charAt(position.column() - 1))
                            .isEqualTo(character);
                }
            }
        }
    }

    @Property
    void anyTextIsReadWithoutFailing(@ForAll String text) {
        assertThat(extractor.extract(text)).isNotNull();
    }
}
