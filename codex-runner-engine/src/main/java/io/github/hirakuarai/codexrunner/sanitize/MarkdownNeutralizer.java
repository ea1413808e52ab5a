package io.github.hirakuarai.codexrunner.sanitize;

import io.github.hirakuarai.codexrunner.markdown.MarkdownText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Block;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.LinkReferenceDefinition;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SourceSpan;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/**
 * Makes Markdown inert; see the package. The source is edited where the parser says that text, HTML or a fence stands, and
 * is otherwise left as it was written. What is shown as text on GitHub but not in CommonMark (cells of tables, footnotes)
 * is taken for text, too.
 */
final class MarkdownNeutralizer {

    private static final Parser PARSER = Parser.builder()
            .includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES)
            .maxOpenBlockParsers(100)
            .maxInlineNesting(100)
            .build();

    private static final int PASSES = 5;
    private static final String BRIEF = "codex-brief";

    /** GitHub shows these tags as text. */
    private static final Pattern SHOWN_TAG = Pattern.compile(
            "(?i)</?(?:title|textarea|style|xmp|iframe|noembed|noframes|script|plaintext)(?![A-Za-z0-9-]).*",
            Pattern.DOTALL);

    private static final Pattern TAG = Pattern.compile("</?[A-Za-z][^<>]*+>");
    private static final Pattern FOOTNOTE = Pattern.compile("[ \\t]*+\\[\\^[^\\]]++]:");
    private static final Pattern BRIEF_FENCE =
            Pattern.compile("(?i)[ \\t>*+-]*+(?:`{3,}+|~{3,}+)[^\\r\\n]*?(codex-brief)");
    private static final Pattern SLASH_LINE = Pattern.compile("(?m)^/");

    private final String text;
    private final Edits edits = new Edits();
    private final Prose prose;
    private final Set<Integer> slashesInProse = new HashSet<>();

    private MarkdownNeutralizer(String text) {
        this.text = text;
        prose = new Prose(text, edits);
    }

    /**
     * The same Markdown, inert: this class, reading the result, finds nothing left to do. Empty when that is not reached
     * soon, because each change makes the rest mean something else; only a text made for it does that.
     */
    static Optional<String> neutralize(String markdown) {
        String before = markdown;
        for (int pass = 0; pass < PASSES; pass++) {
            String after = new MarkdownNeutralizer(before).run();
            if (after.equals(before)) {
                return Optional.of(after);
            }
            before = after;
        }
        return Optional.empty();
    }

    private String run() {
        MarkdownText.of(text).ambiguities().forEach(place -> escape(place.offset()));
        PARSER.parse(text).accept(new Blocks());
        Matcher slash = SLASH_LINE.matcher(text);
        while (slash.find()) {
            if (!slashesInProse.contains(slash.start())) {
                edits.insert(slash.start(), " ");
            }
        }
        return edits.applyTo(text);
    }

    /** Makes what begins a line plain text, so that it begins no block on GitHub either. */
    private void escape(int at) {
        if (text.charAt(at) == '<') {
            edits.replace(at, at + 1, "&lt;");
            return;
        }
        int sign = at;
        while (text.charAt(sign) >= '0' && text.charAt(sign) <= '9') {
            sign++;
        }
        edits.insert(sign, "\\");
    }

    private final class Blocks extends AbstractVisitor {

        @Override
        public void visit(FencedCodeBlock code) {
            List<SourceSpan> lines = code.getSourceSpans();
            SourceSpan opening = lines.get(0);
            int fence = opening.getInputIndex();
            while (text.charAt(fence) == ' ' || text.charAt(fence) == '\t') {
                fence++;
            }
            int info = fence + code.getOpeningFenceLength();
            if (isBrief(code.getInfo())) {
                edits.replace(info, end(opening), "yaml");
            }
            if (code.getClosingFenceLength() == null) {
                int last = end(lines.get(lines.size() - 1));
                edits.insert(last, "\n" + containersAt(fence) + text.substring(fence, info));
            }
        }

        @Override
        public void visit(Paragraph paragraph) {
            neutralizeInlines(paragraph);
        }

        @Override
        public void visit(Heading heading) {
            neutralizeInlines(heading);
        }

        @Override
        public void visit(LinkReferenceDefinition definition) {
            if (definition.getLabel().startsWith("^")) {
                neutralizeSpans(definition.getSourceSpans());
            }
        }

        @Override
        public void visit(HtmlBlock html) {
            List<SourceSpan> lines = html.getSourceSpans();
            neutralizeHtml(lines.get(0).getInputIndex(), end(lines.get(lines.size() - 1)));
        }
    }

    /** What a further line needs to stand in the same lists and quotes as the one that holds this place. */
    private String containersAt(int place) {
        return text.substring(text.lastIndexOf('\n', place) + 1, place).replaceAll("[^>\t]", " ");
    }

    private static boolean isBrief(String info) {
        String[] words = info.strip().toLowerCase(Locale.ROOT).split("\\s+", 3);
        return words[0].equals(BRIEF) || (words.length > 1 && words[1].equals(BRIEF));
    }

    private void neutralizeInlines(Block block) {
        List<SourceSpan> lines = block.getSourceSpans();
        for (SourceSpan line : lines) {
            int at = line.getInputIndex();
            while (at < end(line) && text.charAt(at) == ' ') {
                at++;
            }
            if (at < end(line) && text.charAt(at) == '/') {
                edits.insert(at, "\\");
                slashesInProse.add(at);
            }
        }
        Inlines inlines = new Inlines();
        block.accept(inlines);
        inlines.html.forEach(this::neutralizeTag);
        boolean footnote = isFootnote(block);
        boolean otherwiseOnGitHub = (inlines.crossing && isTable(lines)) || footnote;
        if (footnote) {
            lines.forEach(this::neutralizeFence);
        }
        int blockEnd = end(lines.get(lines.size() - 1));
        (otherwiseOnGitHub ? lines : inlines.texts)
                .forEach(span -> prose.neutralize(span.getInputIndex(), end(span), blockEnd));
    }

    /** Lines that go on with a footnote are blocks of their own on GitHub, where CommonMark has one paragraph. */
    private boolean isFootnote(Block block) {
        return (block.getPrevious() instanceof LinkReferenceDefinition definition
                        && definition.getLabel().startsWith("^"))
                || block.getSourceSpans().stream()
                        .anyMatch(line -> FOOTNOTE.matcher(text.substring(line.getInputIndex(), end(line)))
                                .lookingAt());
    }

    private void neutralizeFence(SourceSpan line) {
        Matcher fence = BRIEF_FENCE.matcher(text.substring(line.getInputIndex(), end(line)));
        if (fence.lookingAt()) {
            edits.replace(line.getInputIndex() + fence.start(1), line.getInputIndex() + fence.end(1), "yaml");
        }
    }

    private void neutralizeSpans(List<SourceSpan> lines) {
        int blockEnd = end(lines.get(lines.size() - 1));
        lines.forEach(line -> prose.neutralize(line.getInputIndex(), end(line), blockEnd));
    }

    /** Sorts what a paragraph holds into text, tags, and the rest, which is not shown as text. */
    private final class Inlines extends AbstractVisitor {

        private final List<SourceSpan> texts = new ArrayList<>();
        private final List<HtmlInline> html = new ArrayList<>();

        /** Whether anything but text goes over a border that cells of a table would have. */
        private boolean crossing;

        @Override
        public void visit(Text shown) {
            for (SourceSpan span : shown.getSourceSpans()) {
                if (isAutolink(shown, span)) {
                    neutralizeAutolink(span);
                } else {
                    texts.add(span);
                }
            }
        }

        @Override
        public void visit(HtmlInline tag) {
            html.add(tag);
            noteCrossing(tag);
        }

        @Override
        public void visit(Code code) {
            noteCrossing(code);
        }

        @Override
        public void visit(Link link) {
            noteCrossing(link);
            visitChildren(link);
        }

        @Override
        public void visit(Image image) {
            noteCrossing(image);
            visitChildren(image);
        }

        private void noteCrossing(Node node) {
            List<SourceSpan> spans = node.getSourceSpans();
            crossing |= spans.size() != 1;
            for (SourceSpan span : spans) {
                for (int at = span.getInputIndex(); at < end(span); at++) {
                    crossing |= text.charAt(at) == '|' && text.charAt(at - 1) != '\\';
                }
            }
        }
    }

    /** Whether a line looks like the one under a table's head. */
    private boolean isTable(List<SourceSpan> lines) {
        return lines.stream().anyMatch(line -> {
            String row = text.substring(line.getInputIndex(), end(line));
            return row.indexOf('-') >= 0 && row.chars().allMatch(c -> "|:- \t".indexOf(c) >= 0);
        });
    }

    private boolean isAutolink(Text shown, SourceSpan span) {
        return shown.getParent() instanceof Link
                && span.getInputIndex() > 0
                && text.charAt(span.getInputIndex() - 1) == '<';
    }

    /** GitHub looks for no mention inside a link; but what is hardly an address, as {@code <.@joe>}, shall be no link. */
    private void neutralizeAutolink(SourceSpan span) {
        int at = text.indexOf('@', span.getInputIndex());
        boolean address = text.substring(span.getInputIndex(), end(span)).indexOf(':') < 0;
        if (address && at < end(span) && Triggers.mayMention(text, at, span.getInputIndex())) {
            edits.replace(span.getInputIndex() - 1, span.getInputIndex(), "&lt;");
        }
    }

    private void neutralizeTag(HtmlInline html) {
        List<SourceSpan> spans = html.getSourceSpans();
        int start = spans.get(0).getInputIndex();
        int end = end(spans.get(spans.size() - 1));
        if (html.getLiteral().startsWith("<!") || html.getLiteral().startsWith("<?")) {
            edits.replace(start, end, Prose.NOTHING);
        } else if (SHOWN_TAG.matcher(html.getLiteral()).matches()) {
            prose.neutralize(start, end, end);
        }
    }

    /** Tags stay, comments and their like are emptied, and the rest is text. */
    private void neutralizeHtml(int start, int end) {
        String html = text.substring(start, end);
        Matcher tag = TAG.matcher(html);
        int done = 0;
        int at = 0;
        while ((at = html.indexOf('<', at)) >= 0) {
            int hiddenEnd = hiddenEnd(html, at);
            if (hiddenEnd > at) {
                prose.neutralize(start + done, start + at, end);
                edits.replace(start + at, start + hiddenEnd, Prose.NOTHING);
                done = hiddenEnd;
            } else if (tag.region(at, html.length()).lookingAt()
                    && !SHOWN_TAG.matcher(tag.group()).matches()) {
                prose.neutralize(start + done, start + at, end);
                done = tag.end();
            }
            at = Math.max(at + 1, done);
        }
        prose.neutralize(start + done, end, end);
    }

    /** Where what begins here and is never shown ends: a comment, a declaration; {@code at} when it is something else. */
    private static int hiddenEnd(String html, int at) {
        String closing;
        if (html.startsWith("<!--", at)) {
            closing = "-->";
        } else if (html.startsWith("<![CDATA[", at)) {
            closing = "]]>";
        } else if (html.startsWith("<?", at)) {
            closing = "?>";
        } else if (html.startsWith("<!", at)) {
            closing = ">";
        } else {
            return at;
        }
        int close = html.indexOf(closing, at + 2);
        return close < 0 ? html.length() : close + closing.length();
    }

    private static int end(SourceSpan span) {
        return span.getInputIndex() + span.getLength();
    }
}
