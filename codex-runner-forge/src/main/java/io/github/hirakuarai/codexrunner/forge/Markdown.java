package io.github.hirakuarai.codexrunner.forge;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Link;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.HtmlNodeRendererContext;
import org.commonmark.renderer.html.HtmlRenderer;
import org.commonmark.renderer.html.HtmlWriter;

/**
 * Renders what people wrote. HTML in it is shown as text, but for comments, which are left out, and a few tags without
 * attributes that mean no harm; addresses other than of the web and of mail lead nowhere.
 */
final class Markdown {

    private static final Parser PARSER =
            Parser.builder().extensions(List.of(TablesExtension.create())).build();
    private static final HtmlRenderer RENDERER = HtmlRenderer.builder()
            .extensions(List.of(TablesExtension.create()))
            .sanitizeUrls(true)
            .softbreak("<br>\n")
            .nodeRendererFactory(HarmlessHtml::new)
            .build();
    private static final Pattern REFERENCE = Pattern.compile("(?<![\\w/#])#(\\d{1,9})\\b");

    private Markdown() {}

    /**
     * Renders a text.
     *
     * @param issues address of the page of an issue when its number is put behind it
     */
    static Html render(String text, String issues) {
        Node document = PARSER.parse(text);
        document.accept(new TaskBoxes());
        document.accept(new References(issues));
        return Html.rendered(RENDERER.render(document));
    }

    /** Shows {@code [ ]} and {@code [x]} at a list item's beginning as boxes. */
    private static final class TaskBoxes extends AbstractVisitor {

        @Override
        public void visit(ListItem item) {
            if (item.getFirstChild() instanceof Paragraph paragraph && paragraph.getFirstChild() instanceof Text text) {
                String literal = text.getLiteral();
                if (literal.startsWith("[ ] ")) {
                    text.setLiteral("☐ " + literal.substring(4));
                } else if (literal.startsWith("[x] ") || literal.startsWith("[X] ")) {
                    text.setLiteral("☑ " + literal.substring(4));
                }
            }
            visitChildren(item);
        }
    }

    /** Makes links of {@code #12}, but not inside links. */
    private static final class References extends AbstractVisitor {

        private final String issues;

        References(String issues) {
            this.issues = issues;
        }

        @Override
        public void visit(Link link) {
            // A link holds no other.
        }

        @Override
        public void visit(Text text) {
            Matcher matcher = REFERENCE.matcher(text.getLiteral());
            int from = 0;
            while (matcher.find()) {
                text.insertBefore(new Text(text.getLiteral().substring(from, matcher.start())));
                Link link = new Link(issues + matcher.group(1), null);
                link.appendChild(new Text(matcher.group()));
                text.insertBefore(link);
                from = matcher.end();
            }
            text.setLiteral(text.getLiteral().substring(from));
        }
    }

    /** What becomes of HTML in Markdown. */
    private static final class HarmlessHtml implements NodeRenderer {

        private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);
        private static final Pattern HARMLESS = Pattern.compile("</?(?:details|summary|br|code|details open)\\s*/?>");

        private final HtmlWriter writer;

        HarmlessHtml(HtmlNodeRendererContext context) {
            this.writer = context.getWriter();
        }

        @Override
        public Set<Class<? extends Node>> getNodeTypes() {
            return Set.of(HtmlBlock.class, HtmlInline.class);
        }

        @Override
        public void render(Node node) {
            boolean block = node instanceof HtmlBlock;
            String literal = block ? ((HtmlBlock) node).getLiteral() : ((HtmlInline) node).getLiteral();
            String shown = COMMENT.matcher(literal).replaceAll("");
            Matcher tags = HARMLESS.matcher(shown);
            int from = 0;
            while (tags.find()) {
                writer.text(shown.substring(from, tags.start()));
                writer.raw(tags.group());
                from = tags.end();
            }
            writer.text(shown.substring(from));
            if (block) {
                writer.line();
            }
        }
    }
}
