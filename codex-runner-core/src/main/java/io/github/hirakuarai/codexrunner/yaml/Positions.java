package io.github.hirakuarai.codexrunner.yaml;

import java.util.Arrays;

/** Leads from offsets of one text to places in its document. Looks through the text once, when first asked. */
public final class Positions {

    private final String text;
    private final SourceMap source;
    private int[] starts = {};

    /** For a text with lines ended by line feeds. */
    public Positions(String text, SourceMap source) {
        this.text = text;
        this.source = source;
    }

    /** Where in the document the character at an offset stands. */
    public Position at(int offset) {
        if (starts.length == 0) {
            starts = starts();
        }
        int found = Arrays.binarySearch(starts, offset);
        int row = found >= 0 ? found : -found - 2;
        int shift = source.shifts().get(Math.min(row, source.shifts().size() - 1));
        return new Position(source.line() + row, Math.max(1, offset - starts[row] + shift + 1));
    }

    private int[] starts() {
        int[] found = new int[16];
        int rows = 1;
        for (int feed = text.indexOf('\n'); feed >= 0; feed = text.indexOf('\n', feed + 1)) {
            if (rows == found.length) {
                found = Arrays.copyOf(found, rows * 2);
            }
            found[rows++] = feed + 1;
        }
        return Arrays.copyOf(found, rows);
    }
}
