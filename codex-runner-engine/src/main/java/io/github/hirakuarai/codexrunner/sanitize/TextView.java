package io.github.hirakuarai.codexrunner.sanitize;

import java.util.Arrays;
import java.util.BitSet;

/**
 * A text as it is searched for secrets: some of its characters are left out, and others stand for what they encode. Each
 * unit knows which part of the original it came from.
 *
 * <p>In every view line breaks, and the blanks around them, do not count, nor do joiners and variation selectors: a secret
 * that was wrapped, or split by what nobody sees, is found.
 */
final class TextView {

    private char[] units;
    private int[] starts;
    private int[] ends;
    private int length;

    TextView(int capacity) {
        units = new char[capacity];
        starts = new int[capacity];
        ends = new int[capacity];
    }

    /**
     * The text itself. A backslash before a line break does not count either: shells join lines by it.
     *
     * @param skipped places that do not count
     */
    static TextView folded(String text, BitSet skipped) {
        TextView view = new TextView(text.length());
        for (int at = 0; at < text.length(); at++) {
            boolean joining = text.charAt(at) == '\\' && at + 1 < text.length() && text.charAt(at + 1) == '\n';
            if (!joining && !skipped.get(at)) {
                view.add(text.charAt(at), at, at + 1);
            }
        }
        return view.fold();
    }

    static TextView folded(String text) {
        return folded(text, new BitSet());
    }

    void add(char unit, int start, int end) {
        if (length == units.length) {
            int capacity = Math.max(16, length * 2);
            units = Arrays.copyOf(units, capacity);
            starts = Arrays.copyOf(starts, capacity);
            ends = Arrays.copyOf(ends, capacity);
        }
        units[length] = unit;
        starts[length] = start;
        ends[length++] = end;
    }

    /** Adds a byte that was decoded. Quotes and control characters do not count, line breaks do. */
    void addByte(int unit, int start, int end) {
        boolean quoting = unit == '\'' || unit == '"' || unit == '\\';
        boolean control = unit < ' ' && unit != '\n' && unit != '\t';
        if (unit == '\r') {
            add('\n', start, end);
        } else if (!quoting && !control) {
            add((char) unit, start, end);
        }
    }

    /** Leaves out line breaks with the blanks around them, and what nobody sees. Returns this view. */
    TextView fold() {
        int kept = 0;
        int at = 0;
        while (at < length) {
            int end = at;
            boolean lineBreak = false;
            while (end < length && isBlank(units[end])) {
                lineBreak |= units[end] == '\n' || units[end] == '\r';
                end++;
            }
            for (int blank = at; blank < end && !lineBreak; blank++) {
                keep(kept++, blank);
            }
            if (end < length && !isJoiner(units[end])) {
                keep(kept++, end);
            }
            at = end + 1;
        }
        length = kept;
        return this;
    }

    private void keep(int to, int from) {
        units[to] = units[from];
        starts[to] = starts[from];
        ends[to] = ends[from];
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }

    private static boolean isJoiner(char c) {
        return c == '\u200c' || c == '\u200d' || (c >= '\ufe00' && c <= '\ufe0f');
    }

    int length() {
        return length;
    }

    char at(int index) {
        return units[index];
    }

    /** Where in the original the unit begins. */
    int start(int index) {
        return starts[index];
    }

    /** Where in the original the unit ends. */
    int end(int index) {
        return ends[index];
    }

    @Override
    public String toString() {
        return new String(units, 0, length);
    }
}
