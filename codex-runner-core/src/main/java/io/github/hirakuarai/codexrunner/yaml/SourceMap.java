package io.github.hirakuarai.codexrunner.yaml;

import java.util.Collections;
import java.util.List;

/**
 * Leads from a text that was cut out of a document back to the document: a fence in a list stands further right than
 * its content says.
 *
 * @param line the document's line on which the text's first line stands, from 1
 * @param shifts for each line of the text, how much further right it stands in the document, in UTF-16 code units;
 *     negative where a tab was widened. The last one holds for all lines after it
 */
public record SourceMap(int line, List<Integer> shifts) {

    /** For a text that is the whole document. */
    public static final SourceMap WHOLE = new SourceMap(1, Collections.singletonList(0));

    public SourceMap {
        shifts = List.copyOf(shifts);
        if (line < 1 || shifts.isEmpty()) {
            throw new IllegalArgumentException("lines count from 1, and there is at least one");
        }
    }

    /** Where in the document the text's character at an offset stands. Lines of the text end with a line feed. */
    public Position position(String text, int offset) {
        int row = 0;
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0 && end < offset; end = text.indexOf('\n', start)) {
            row++;
            start = end + 1;
        }
        int shift = shifts.get(Math.min(row, shifts.size() - 1));
        return new Position(line + row, Math.max(1, offset - start + shift + 1));
    }
}
