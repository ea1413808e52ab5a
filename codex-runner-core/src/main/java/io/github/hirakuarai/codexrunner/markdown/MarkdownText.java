package io.github.hirakuarai.codexrunner.markdown;

import io.github.hirakuarai.codexrunner.yaml.Lines;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.LinkReferenceDefinition;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SourceSpan;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;
import org.jspecify.annotations.Nullable;

/** A parsed Markdown text. Lines end at a line feed, a carriage return, or both, and nowhere else. */
public final class MarkdownText {

    /** How many quotes, lists and list items may stand in one another. What stands deeper is plain text. */
    public static final int DEEPEST = 100;

    private static final Parser BLOCKS = Parser.builder()
            .includeSourceSpans(IncludeSourceSpans.BLOCKS)
            .inlineParserFactory(context -> (lines, block) -> {})
            .maxOpenBlockParsers(DEEPEST)
            .build();

    private static final Parser INLINES = Parser.builder()
            .includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES)
            .maxOpenBlockParsers(DEEPEST)
            .maxInlineNesting(DEEPEST)
            .build();

    private final String text;
    private final Node document;

    private MarkdownText(String text, Node document) {
        this.text = text;
        this.document = document;
    }

    /** Parses a text. */
    public static MarkdownText of(String text) {
        return new MarkdownText(text, BLOCKS.parse(text));
    }

    /** Returns all fenced code blocks outside of block quotes, in the text's order. */
    public List<FencedCodeBlock> fencesOutsideQuotes() {
        List<FencedCodeBlock> fences = new ArrayList<>();
        walk(document, true, node -> {
            if (node instanceof FencedCodeBlock fence) {
                fences.add(fence);
            }
        });
        return fences;
    }

    /** Returns the places where GitHub may see another block than CommonMark has, in the text's order. */
    public List<Ambiguity> ambiguities() {
        return new AmbiguityFinder(text, document).find();
    }

    /**
     * Returns the lines that readers see as plain text at the top level: lines of paragraphs that stand in no other block,
     * without those of which code, HTML or a link takes a part. A line comes as it was written, its ending left out.
     */
    public List<String> topLevelLines() {
        List<String> lines = new ArrayList<>();
        for (Node block = INLINES.parse(text).getFirstChild(); block != null; block = block.getNext()) {
            if (block instanceof Paragraph) {
                addLines(block, lines);
            }
        }
        return lines;
    }

    private void addLines(Node paragraph, List<String> lines) {
        // What stands beside a table or a footnote may be a part of it.
        if (paragraph.getPrevious() instanceof LinkReferenceDefinition
                || AmbiguityFinder.followsTable(text, paragraph)
                || paragraph.getSourceSpans().stream().anyMatch(this::opensTableOrFootnote)) {
            return;
        }
        BitSet other = new BitSet();
        paragraph.accept(new NotText(other));
        for (SourceSpan span : paragraph.getSourceSpans()) {
            if (!other.get(span.getLineIndex())) {
                int start = span.getInputIndex();
                lines.add(text.substring(Lines.start(text, start), Lines.end(text, start)));
            }
        }
    }

    private boolean opensTableOrFootnote(SourceSpan span) {
        int start = span.getInputIndex();
        return AmbiguityFinder.opensTableOrFootnote(text.substring(start, Lines.end(text, start)));
    }

    /** Visits each node, without recursion: texts may nest deeply. */
    static void walk(Node root, boolean skipQuotes, Consumer<Node> visitor) {
        Node node = root;
        while (node != null) {
            visitor.accept(node);
            Node child = skipQuotes && node instanceof BlockQuote ? null : node.getFirstChild();
            node = child != null ? child : following(node, root);
        }
    }

    private static @Nullable Node following(Node node, Node root) {
        for (Node from = node; from != null && from != root; from = from.getParent()) {
            if (from.getNext() != null) {
                return from.getNext();
            }
        }
        return null;
    }

    /** Marks the lines that hold something else than text. */
    private static final class NotText extends AbstractVisitor {

        private final BitSet lines;

        NotText(BitSet lines) {
            this.lines = lines;
        }

        private void mark(Node node) {
            node.getSourceSpans().forEach(span -> lines.set(span.getLineIndex()));
        }

        @Override
        public void visit(Code code) {
            mark(code);
        }

        @Override
        public void visit(HtmlInline html) {
            mark(html);
        }

        @Override
        public void visit(Link link) {
            mark(link);
        }

        @Override
        public void visit(Image image) {
            mark(image);
        }
    }

    /**
     * A place where GitHub may see another block.
     *
     * @param offset of the line's first character that is no blank
     * @param line from 1
     */
    public record Ambiguity(int offset, int line) {}
}
