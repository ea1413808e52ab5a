package io.github.hirakuarai.codexrunner.sanitize;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands in front of a text's lines and is none of their content: the column of a diff, a time, a label, a quotation mark. Nobody knows
 * what is a prefix, so there are several readings. Each gives the places that do not count.
 */
final class LinePrefixes {

    /** The longest prefix that lines have in common. */
    private static final int LONGEST = 64;

    private static final Pattern DECORATION = Pattern.compile(
            // The number of a line.
            "(?:[ \\t]*+\\d{1,7}[.)]?(?=[ \\t]))?+(?:[ \\t]*+(?:"
                    // Marks: of a diff, of a quotation, of a comment.
                    + "[+\\-|>#*]|//"
                    // Times.
                    + "|\\[?(?:\\d{4}[-/]\\d{2}[-/]\\d{2}[T ])?\\d{1,2}:\\d{2}(?::\\d{2}(?:[.,]\\d{1,9})?)?"
                    + "(?:Z|[+-]\\d{2}:?\\d{2})?]?:?(?=[ \\t])"
                    // Labels: [label], line 12:, file:12:, label |
                    + "|\\[[^]\\n]{1,60}]|[A-Za-z]{1,20} \\d{1,7}:"
                    + "|[\\w./-]{1,40}(?::\\d{1,7}){0,2}(?::|[ \\t]{1,20}\\||\\|)"
                    + ")){0,4}+[ \\t]*+");

    private final String text;
    private final List<BitSet> readings = new ArrayList<>();
    private final BitSet added = new BitSet();
    private final BitSet removed = new BitSet();
    private final BitSet decorations = new BitSet();
    private final BitSet common = new BitSet();
    private final BitSet words = new BitSet();
    private final Matcher decoration;

    private LinePrefixes(String text) {
        this.text = text;
        decoration = DECORATION.matcher(text);
    }

    /** The readings, besides that of the text as it stands; none for a single line. */
    static List<BitSet> of(String text) {
        int first = text.indexOf('\n');
        return first < 0 || first == text.length() - 1 ? List.of() : new LinePrefixes(text).read();
    }

    private List<BitSet> read() {
        boolean diff = false;
        int before = -1;
        for (int start = 0; start < text.length(); ) {
            int feed = text.indexOf('\n', start);
            int end = feed < 0 ? text.length() : feed;
            if (end > start) {
                char first = text.charAt(start);
                diff |= first == '+' || first == '-';
                side(added, start, end, '+', '-');
                side(removed, start, end, '-', '+');
                if (decoration.region(start, end).lookingAt()) {
                    decorations.set(start, decoration.end());
                }
                if (before >= 0) {
                    common(before, start, end);
                }
                lastWord(start, end);
                before = start;
            }
            start = end + 1;
        }
        if (diff) {
            readings.add(added);
            readings.add(removed);
        }
        readings.add(decorations);
        readings.add(common);
        readings.add(words);
        readings.removeIf(BitSet::isEmpty);
        return readings;
    }

    /** One side of a diff: the lines of the other side are not there, nor what git says about a line's end. */
    private void side(BitSet skipped, int start, int end, char own, char other) {
        char first = text.charAt(start);
        if (first == other || text.startsWith("\\ ", start)) {
            skipped.set(start, end);
        } else if (first == own || first == ' ') {
            skipped.set(start);
        }
    }

    /** What two lines have in common, up to a sign that is no letter or digit. */
    private void common(int one, int other, int end) {
        int length = 0;
        int prefix = 0;
        int most = Math.min(LONGEST, Math.min(other - 1 - one, end - other));
        while (length < most && text.charAt(one + length) == text.charAt(other + length)) {
            length++;
            if (!Character.isLetterOrDigit(text.charAt(one + length - 1))) {
                prefix = length;
            }
        }
        common.set(one, one + prefix);
        common.set(other, other + prefix);
    }

    /** All but the last word of the digits that encodings have, with what is behind it. */
    private void lastWord(int start, int end) {
        int last = end;
        while (last > start && !isDigit(text.charAt(last - 1), "")) {
            last--;
        }
        int first = last;
        while (first > start && isDigit(text.charAt(first - 1), "+/-_=")) {
            first--;
        }
        while (last < end && isDigit(text.charAt(last), "+/-_=")) {
            last++;
        }
        if (first == start && first < last && "+-".indexOf(text.charAt(first)) >= 0) {
            first++;
        }
        words.set(start, first);
        words.set(last, end);
    }

    private static boolean isDigit(char c, String others) {
        return (c < 0x80 && Character.isLetterOrDigit(c)) || others.indexOf(c) >= 0;
    }
}
