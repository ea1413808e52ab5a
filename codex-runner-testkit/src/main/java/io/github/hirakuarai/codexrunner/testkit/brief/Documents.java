package io.github.hirakuarai.codexrunner.testkit.brief;

import io.github.hirakuarai.codexrunner.model.Brief;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Documents in Markdown for property tests, as issues and comments are. */
public final class Documents {

    /** What stands between briefs: languages, hidden characters, and blocks that look like briefs and are none. */
    private static final List<String> PROSE = List.of(
            "Please.\n",
            "# Heading\n",
            "よろしくお願いします。\n",
            "من فضلك\n",
            "Grüße 🎉 e\u0301\n",
            "hid\u200Bden \u202Etext\u202C\u00A0\u00AD\n",
            "- one\n- two\n",
            "> quoted\n>\n> ```codex-brief\n> executor: nobody\n> ```\n",
            "````\n```codex-brief\nexecutor: nobody\n```\n````\n",
            "```codex-brief-draft\nexecutor: nobody\n```\n",
            "    ```codex-brief\n    executor: nobody\n    ```\n",
            "<!-- note -->\n",
            "a | b\n--- | ---\nc | d\n");

    private static final List<String> INFO =
            List.of("codex-brief", "yaml codex-brief", "yml codex-brief", "codex-brief x");

    private Documents() {}

    /**
     * Documents with up to three briefs, in fences of both kinds, at the margin and in lists, written in any style, between texts
     * in several languages. All lines of a document have the same kind of end.
     */
    public static Arbitrary<BriefDocument> with(Arbitrary<Brief> briefs) {
        Arbitrary<Part> prose = Arbitraries.of(PROSE).map(Prose::new);
        Arbitrary<Part> block = Combinators.combine(
                        briefs,
                        Arbitraries.integers().between(0, 1000),
                        Arbitraries.of('`', '~'),
                        Arbitraries.of(INFO),
                        Arbitraries.of("", "- ", "1. ", "* - "))
                .as(Fenced::new);
        return Combinators.combine(
                        prose.list().ofMaxSize(2),
                        block.list().ofMinSize(1).ofMaxSize(3),
                        prose.list().ofMaxSize(2),
                        Arbitraries.of("\n", "\r\n", "\r"))
                .as((before, blocks, after, lineEnd) -> {
                    List<Part> parts = new ArrayList<>(before);
                    for (Part one : blocks) {
                        parts.add(one);
                        parts.addAll(after);
                    }
                    return document(parts, lineEnd);
                });
    }

    private static BriefDocument document(List<Part> parts, String lineEnd) {
        StringBuilder markdown = new StringBuilder();
        List<BriefDocument.Block> blocks = new ArrayList<>();
        for (Part part : parts) {
            int line = (int) markdown.chars()
                            .filter(character -> character == '\n')
                            .count()
                    + 1;
            if (part instanceof Fenced fenced) {
                blocks.add(new BriefDocument.Block(fenced.brief, line, fenced.container.length() + 1, fenced.yaml()));
            }
            // A heading ends the list before it, whose items would take what is indented below them.
            markdown.append(part.markdown()).append("\n# —\n\n");
        }
        return new BriefDocument(markdown.toString().replace("\n", lineEnd), blocks);
    }

    private sealed interface Part {

        String markdown();
    }

    private record Prose(String markdown) implements Part {}

    private record Fenced(Brief brief, int style, char character, String info, String container) implements Part {

        String yaml() {
            String yaml = BriefWriter.yaml(brief, style);
            // As CommonMark has it, a line of spaces in a list is an empty line.
            boolean blanks = yaml.lines().anyMatch(line -> !line.isEmpty() && line.isBlank());
            return blanks && !container.isEmpty()
                    ? BriefWriter.json(brief, style).replace("\t", "  ").stripTrailing() + "\n"
                    : yaml;
        }

        @Override
        public String markdown() {
            String yaml = yaml();
            String indent = " ".repeat(container.length());
            StringBuilder markdown = new StringBuilder();
            String fence = Fences.around(yaml, character);
            markdown.append(container).append(fence).append(info).append('\n');
            yaml.lines()
                    .forEach(line -> markdown.append(line.isEmpty() ? "" : indent)
                            .append(line)
                            .append('\n'));
            return markdown.append(indent).append(fence).append('\n').toString();
        }
    }
}
