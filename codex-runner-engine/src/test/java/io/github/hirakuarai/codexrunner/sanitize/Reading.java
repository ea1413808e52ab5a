package io.github.hirakuarai.codexrunner.sanitize;

import java.util.ArrayList;
import java.util.List;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Link;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/**
 * What a reader of CommonMark finds in a published text.
 *
 * @param texts what is shown outside of code, node by node, as GitHub's filters see it
 * @param briefs the info strings of fences that would be briefs
 * @param openFences how many fences have no end
 * @param html what stands there as HTML
 */
public record Reading(List<String> texts, List<String> briefs, int openFences, List<String> html) {

    public static Reading of(String markdown) {
        List<String> texts = new ArrayList<>();
        List<String> briefs = new ArrayList<>();
        List<String> open = new ArrayList<>();
        List<String> html = new ArrayList<>();
        Parser.builder()
                .includeSourceSpans(IncludeSourceSpans.BLOCKS)
                .maxInlineNesting(200)
                .build()
                .parse(markdown)
                .accept(new AbstractVisitor() {
                    @Override
                    public void visit(Text text) {
                        boolean autolink = text.getParent() instanceof Link link
                                && link.getDestination().equals(text.getLiteral());
                        if (!autolink) {
                            texts.add(text.getLiteral());
                        }
                    }

                    @Override
                    public void visit(HtmlInline inline) {
                        html.add(inline.getLiteral());
                    }

                    @Override
                    public void visit(HtmlBlock block) {
                        html.add(block.getLiteral());
                    }

                    @Override
                    public void visit(FencedCodeBlock code) {
                        String[] words = code.getInfo().strip().split("\\s+", 3);
                        boolean first = words[0].equals("codex-brief");
                        boolean second = words.length > 1
                                && List.of("yaml", "yml", "json").contains(words[0])
                                && words[1].equals("codex-brief");
                        if (first || second) {
                            briefs.add(code.getInfo());
                        }
                        if (code.getClosingFenceLength() == null) {
                            open.add(code.getInfo());
                        }
                    }
                });
        return new Reading(texts, briefs, open.size(), html);
    }
}
