package io.github.hirakuarai.codexrunner.markdown;

import io.github.hirakuarai.codexrunner.markdown.MarkdownText.Ambiguity;
import io.github.hirakuarai.codexrunner.yaml.Lines;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.commonmark.node.Document;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.LinkReferenceDefinition;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SourceSpan;

/**
 * Finds where cmark-gfm (0.29) may begin a block that CommonMark (0.31) has not, or end one elsewhere:
 *
 * <ul>
 *   <li>In a paragraph that goes on lazily, outside of the quote, list item or footnote that it began in, and behind the head
 *       of a table, cmark-gfm does not look whether a line interrupts a paragraph: a lone tag begins an HTML block, and any
 *       list item begins a list.
 *   <li>The head of a table and a line of {@code =} are a heading in CommonMark, and a table that goes on in cmark-gfm.
 *   <li>The two have different lists of the tags that begin an HTML block.
 *   <li>A footnote may interrupt a paragraph, and holds what is indented behind it.
 *   <li>A vertical tab or form feed behind a list's marker makes an item in cmark-gfm.
 * </ul>
 *
 * <p>More is found than differs: a line that continues a quote or an item in the plain way counts, too.
 */
final class AmbiguityFinder {

    private static final Pattern TABLE_HEAD_END = Pattern.compile("[ \\t>]*+[|:-][|: \\t\u000B\f-]*+");
    private static final Pattern FOOTNOTE = Pattern.compile("[ \\t>*+0-9.)-]*+\\[\\^.*", Pattern.DOTALL);
    private static final Pattern TAG = Pattern.compile("</?[A-Za-z].*", Pattern.DOTALL);
    private static final Pattern INTERRUPTING =
            Pattern.compile("(?:</?[A-Za-z]|[-+*](?:\\s|$)|[0-9]{1,9}[.)]).*", Pattern.DOTALL);
    private static final Pattern OTHER_TAG = Pattern.compile(
            "(?i)</?(?:textarea|source|search|meta|menuitem|script|pre|style)(?![A-Za-z0-9-]).*", Pattern.DOTALL);
    private static final Pattern OTHER_HTML = Pattern.compile(
            "(?:</(?i:textarea|script|pre|style)|<(?i:textarea|source|search|meta|menuitem)"
                    + "(?![A-Za-z0-9-])|</(?i:source|search|meta|menuitem)(?![A-Za-z0-9-])|<![a-z]).*",
            Pattern.DOTALL);
    private static final Pattern END_OF_TEXTAREA = Pattern.compile("(?i)</textarea");
    private static final Pattern MARKER_WITHOUT_BLANK =
            Pattern.compile("(?:[-+*]|[0-9]{1,9}[.)])[\u000B\f].*", Pattern.DOTALL);

    private final String text;
    private final Node document;
    private final List<Ambiguity> found = new ArrayList<>();
    private final Set<Node> headingsBehindTables = Collections.newSetFromMap(new IdentityHashMap<>());

    AmbiguityFinder(String text, Node document) {
        this.text = text;
        this.document = document;
    }

    /** Whether a line may be the second of a table, or the first of a footnote. */
    static boolean opensTableOrFootnote(String line) {
        return TABLE_HEAD_END.matcher(line).matches() || FOOTNOTE.matcher(line).matches();
    }

    /**
     * Whether a block may go on with a table: the head of one and a line of {@code =} are a heading in CommonMark, and in
     * cmark-gfm a table with a row.
     */
    static boolean followsTable(String text, Node block) {
        Node after = block;
        for (Node before = block.getPrevious();
                before instanceof Heading && isNextLine(before, after);
                before = before.getPrevious()) {
            if (opensTableOrFootnote(text, before)) {
                return true;
            }
            after = before;
        }
        return false;
    }

    private static boolean opensTableOrFootnote(String text, Node heading) {
        return heading.getSourceSpans().stream().anyMatch(span -> opensTableOrFootnote(line(text, span)));
    }

    /** The same for blocks in their order: a heading's answer follows from that of the one before, however many there are. */
    private boolean followsTable(Node block) {
        boolean follows = block.getPrevious() instanceof Heading before
                && isNextLine(before, block)
                && (opensTableOrFootnote(text, before) || headingsBehindTables.contains(before));
        if (follows && block instanceof Heading) {
            headingsBehindTables.add(block);
        }
        return follows;
    }

    private static boolean isNextLine(Node before, Node after) {
        List<SourceSpan> lines = before.getSourceSpans();
        return lines.get(lines.size() - 1).getLineIndex() + 1
                == after.getSourceSpans().get(0).getLineIndex();
    }

    List<Ambiguity> find() {
        MarkdownText.walk(document, false, node -> {
            if (node instanceof Paragraph || node instanceof Heading) {
                findInParagraph(node);
            } else if (node instanceof LinkReferenceDefinition definition) {
                if (definition.getLabel().startsWith("^")
                        && (definition.getPrevious() instanceof LinkReferenceDefinition
                                || !(definition.getParent() instanceof Document))) {
                    add(definition.getSourceSpans().get(0));
                }
            } else if (node instanceof HtmlBlock html) {
                SourceSpan first = node.getSourceSpans().get(0);
                boolean ends = END_OF_TEXTAREA.matcher(html.getLiteral()).find();
                if (ends || OTHER_HTML.matcher(line(text, first)).matches()) {
                    add(first);
                }
            }
        });
        return found;
    }

    private void findInParagraph(Node paragraph) {
        boolean contained = !(paragraph.getParent() instanceof Document);
        boolean open = false;
        boolean tableOrFootnote = followsTable(paragraph);
        for (Node before = paragraph.getPrevious();
                before instanceof LinkReferenceDefinition definition;
                before = before.getPrevious()) {
            open = true;
            tableOrFootnote |= definition.getLabel().startsWith("^");
        }
        for (SourceSpan span : paragraph.getSourceSpans()) {
            String line = line(text, span);
            boolean interrupting = (tableOrFootnote ? INTERRUPTING : contained ? TAG : OTHER_TAG)
                    .matcher(line)
                    .matches();
            boolean footnote = (open || contained) && FOOTNOTE.matcher(line).matches();
            if ((open && interrupting)
                    || footnote
                    || MARKER_WITHOUT_BLANK.matcher(line).matches()) {
                add(span);
            }
            tableOrFootnote |= opensTableOrFootnote(line);
            open = true;
        }
    }

    private static String line(String text, SourceSpan span) {
        int start = first(text, span);
        return text.substring(start, Lines.end(text, start));
    }

    private static int first(String text, SourceSpan span) {
        int at = span.getInputIndex();
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }

    private void add(SourceSpan span) {
        found.add(new Ambiguity(first(text, span), span.getLineIndex() + 1));
    }
}
