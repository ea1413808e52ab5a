package io.github.hirakuarai.codexrunner.brief;

import io.github.hirakuarai.codexrunner.markdown.MarkdownText;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.yaml.Lines;
import io.github.hirakuarai.codexrunner.yaml.SourceMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.SourceSpan;

/** Finds the briefs' blocks in a document's Markdown (protocol §1). Safe for many threads. */
public final class BriefExtractor {

    /** How many quotes, lists and list items may stand in one another. What stands deeper is plain text. */
    public static final int DEEPEST = MarkdownText.DEEPEST;

    /** The blocks in the document's order, also those that are not closed or stand in an ambiguous text. Never throws. */
    public List<BriefBlock> extract(String markdown) {
        String text = markdown.substring(Lines.contentStart(markdown));
        if (!InfoString.maySayBrief(text)) {
            return List.of();
        }
        MarkdownText read = MarkdownText.of(text);
        List<FencedCodeBlock> fences = read.fencesOutsideQuotes().stream()
                .filter(fence -> InfoString.saysBrief(fence.getInfo()))
                .toList();
        if (fences.isEmpty()) {
            return List.of();
        }
        int ambiguousLine = read.ambiguities().stream()
                .mapToInt(MarkdownText.Ambiguity::line)
                .findFirst()
                .orElse(0);
        List<BriefBlock> blocks = new ArrayList<>();
        Map<Digest, Integer> places = new HashMap<>();
        for (FencedCodeBlock fence : fences) {
            BriefContent content = BriefContent.of(text, fence);
            SourceSpan opening = fence.getSourceSpans().get(0);
            Digest digest = Digest.of(content.text());
            blocks.add(new BriefBlock(
                    blocks.size() + 1,
                    opening.getLineIndex() + 1,
                    content.column() + 1,
                    content.text(),
                    digest,
                    places.merge(digest, 1, Integer::sum),
                    fence.getClosingFenceLength() != null,
                    ambiguousLine,
                    new SourceMap(opening.getLineIndex() + 2, content.shifts())));
        }
        return List.copyOf(blocks);
    }

    /** Returns what stands behind the first fence that was meant as a brief's and is none; empty when there is none. */
    public Optional<String> nearMiss(String markdown) {
        if (!markdown.contains("```") && !markdown.contains("~~~")) {
            return Optional.empty();
        }
        return MarkdownText.of(markdown).fencesOutsideQuotes().stream()
                .map(FencedCodeBlock::getInfo)
                .filter(InfoString::nearlySaysBrief)
                .findFirst();
    }
}
