package io.github.hirakuarai.codexrunner.sanitize;

import java.util.ArrayList;
import java.util.List;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Node;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/**
 * Shortens Markdown by whole blocks: what stands in the head and in the tail means there what it meant before. What
 * stood between them is shown as an excerpt of its source.
 */
final class MarkdownCutter {

    /** Blocks only; what stands inside of paragraphs is of no interest here. */
    private static final Parser BLOCKS = Parser.builder()
            .includeSourceSpans(IncludeSourceSpans.BLOCKS)
            .maxOpenBlockParsers(100)
            .inlineParserFactory(context -> (lines, node) -> {})
            .build();

    private final String text;
    private final List<Node> blocks = new ArrayList<>();
    /** Where each block begins, and behind the last one the text's end: nothing stands between them but blank lines. */
    private final List<Integer> borders = new ArrayList<>();

    private MarkdownCutter(String text) {
        this.text = text;
        for (Node block = BLOCKS.parse(text).getFirstChild(); block != null; block = block.getNext()) {
            if (!block.getSourceSpans().isEmpty()) {
                int start = block.getSourceSpans().get(0).getInputIndex();
                borders.add(blocks.isEmpty() ? 0 : text.lastIndexOf('\n', start) + 1);
                blocks.add(block);
            }
        }
        borders.add(text.length());
    }

    /** What fits of a text that is longer. */
    static String cut(String markdown, int limit) {
        return new MarkdownCutter(markdown).run(limit);
    }

    private String run(int limit) {
        int share = limit / 3;
        int head = 0;
        while (head < blocks.size() && borders.get(head + 1) <= share) {
            head++;
        }
        int tail = blocks.size();
        while (tail > head && text.length() - borders.get(tail - 1) <= share) {
            tail--;
        }
        String before = text.substring(0, borders.get(head));
        String after = text.substring(borders.get(tail));
        int room = limit - before.length() - after.length() - CodeFence.OVERHEAD;
        return withBlankLine(before) + middle(head, tail, room) + "\n" + after;
    }

    private static String withBlankLine(String head) {
        return head.isEmpty() ? "" : head.stripTrailing() + "\n\n";
    }

    private String middle(int from, int to, int room) {
        if (to - from == 1 && blocks.get(from) instanceof FencedCodeBlock code) {
            String language = code.getInfo().split("\\s", 2)[0];
            return CodeFence.around(Excerpt.whole(code.getLiteral()), language, room);
        }
        return CodeFence.around(
                Excerpt.whole(text.substring(borders.get(from), borders.get(to)).stripTrailing()), "markdown", room);
    }
}
