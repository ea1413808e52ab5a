package io.github.hirakuarai.codexrunner.testkit.brief;

import io.github.hirakuarai.codexrunner.model.Brief;
import java.util.List;

/**
 * A document in Markdown with briefs at known places.
 *
 * @param markdown as a user may have written it
 * @param blocks the briefs in their order
 */
public record BriefDocument(String markdown, List<Block> blocks) {

    /** Copies the list. */
    public BriefDocument {
        blocks = List.copyOf(blocks);
    }

    /**
     * A brief in a document.
     *
     * @param brief what it says
     * @param line of its opening fence, from 1
     * @param column of the fence's first character, in UTF-16 code units from 1
     * @param text the YAML between the fences, without what indents it in the document
     */
    public record Block(Brief brief, int line, int column, String text) {}
}
