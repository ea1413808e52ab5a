package io.github.hirakuarai.codexrunner.brief;

import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.yaml.SourceMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Node;
import org.commonmark.node.SourceSpan;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;
import org.jspecify.annotations.Nullable;

/** Finds the briefs' blocks in a document's Markdown (protocol §1). Safe for many threads. */
public final class BriefExtractor {

    /** How many quotes, lists and list items may stand in one another. What stands deeper is plain text. */
    public static final int DEEPEST = 100;

    /** Blocks are all that is asked for: what stands inside a line is not read. */
    private static final Parser MARKDOWN = Parser.builder()
            .includeSourceSpans(IncludeSourceSpans.BLOCKS)
            .inlineParserFactory(context -> (lines, block) -> {})
            .maxOpenBlockParsers(DEEPEST)
            .build();

    /** The blocks in the document's order, also those whose fence has no end. Never throws. */
    public List<BriefBlock> extract(String markdown) {
        String text = markdown.substring(Lines.contentStart(markdown));
        if (!InfoString.mayStandIn(text)) {
            return List.of();
        }
        List<BriefBlock> blocks = new ArrayList<>();
        Map<Digest, Integer> places = new HashMap<>();
        for (FencedCodeBlock fence : fences(MARKDOWN.parse(text))) {
            if (InfoString.saysBrief(fence.getInfo())) {
                Digest digest = Digest.of(fence.getLiteral());
                int place = places.merge(digest, 1, Integer::sum);
                blocks.add(block(text, fence, blocks.size() + 1, digest, place));
            }
        }
        return List.copyOf(blocks);
    }

    /** All fences that stand in no block quote. Walks without recursion: documents may nest deeply. */
    private static List<FencedCodeBlock> fences(Node document) {
        List<FencedCodeBlock> fences = new ArrayList<>();
        Node node = document;
        while (node != null) {
            if (node instanceof FencedCodeBlock fence) {
                fences.add(fence);
            }
            Node child = node instanceof BlockQuote ? null : node.getFirstChild();
            node = child != null ? child : following(node, document);
        }
        return fences;
    }

    private static @Nullable Node following(Node node, Node document) {
        for (Node from = node; from != null && from != document; from = from.getParent()) {
            if (from.getNext() != null) {
                return from.getNext();
            }
        }
        return null;
    }

    private static BriefBlock block(String text, FencedCodeBlock fence, int ordinal, Digest digest, int place) {
        SourceSpan opening = fence.getSourceSpans().get(0);
        int line = opening.getLineIndex() + 1;
        int column = opening.getColumnIndex() + 1;
        String content = fence.getLiteral();
        int fenceLine = opening.getInputIndex();
        return new BriefBlock(
                ordinal,
                line,
                column,
                content,
                digest,
                place,
                fence.getClosingFenceLength() != null,
                new SourceMap(line + 1, shifts(text, fenceLine, content, column - 1)));
    }

    /** A content's line is the end of the document's line: what is missing at its beginning is the shift. */
    private static List<Integer> shifts(String text, int fence, String content, int fenceColumn) {
        List<Integer> shifts = new ArrayList<>();
        int start = Lines.next(text, Lines.end(text, fence));
        for (int from = 0, to = content.indexOf('\n'); to >= 0; to = content.indexOf('\n', from)) {
            int end = Lines.end(text, start);
            shifts.add(end - start - (to - from));
            from = to + 1;
            start = Lines.next(text, end);
        }
        shifts.add(fenceColumn);
        return shifts;
    }
}
