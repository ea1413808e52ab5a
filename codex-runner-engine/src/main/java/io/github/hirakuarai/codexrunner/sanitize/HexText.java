package io.github.hirakuarai.codexrunner.sanitize;

import java.util.BitSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The hexadecimal digits of a text, in lower case, without what stands between the bytes of a dump: blanks, colons, commas,
 * {@code 0x}, {@code \x}, {@code %}. Of the lines of {@code xxd}, {@code hexdump -C} and {@code od -tx1} neither the offset, with what stands
 * in front of it, nor the column of characters counts; that column belongs to what it shows.
 */
final class HexText {

    private static final Pattern DUMP = Pattern.compile("(?:.{0,64}?[^0-9a-zA-Z])??[0-9a-fA-F]{6,16}:?[ \\t]++"
            + "((?:[0-9a-fA-F]{2,16}(?:[ \\t]{1,2}|-|$)){1,256}+).*");
    private static final Pattern PREFIX = Pattern.compile("0[xX](?=[0-9a-fA-F])|\\\\[xX](?=[0-9a-fA-F])"
            + "|\\\\u00(?=[0-9a-fA-F])|%(?=[0-9a-fA-F])|&#[xX](?=[0-9a-fA-F])");

    /** The most digits of a word that dumps show with its last byte first. */
    private static final int WORD = 16;

    private final String text;
    private final BitSet skipped;
    private final Matcher prefix;
    private final TextView digits;
    private final TextView words;
    /** Where in the digits the word begins that is being read, and where in the text it ends. */
    private int wordStart;

    private int wordEnd;

    private HexText(String text, BitSet skipped) {
        this.text = text;
        this.skipped = skipped;
        prefix = PREFIX.matcher(text);
        digits = new TextView(16);
        words = new TextView(16);
    }

    /**
     * Whether a search says so of what runs of digits stand for, or of what they stand for when of each word the last byte is
     * written first, as {@code od -x}, {@code hexdump} and {@code xxd -e} do. What looks like a line of a dump may be none: both
     * is tried.
     *
     * @param shortest runs of fewer bytes are left out
     */
    static boolean search(String text, BitSet skipped, int shortest, Predicate<TextView> search) {
        HexText hex = new HexText(text, skipped);
        if (!hex.read(true)) {
            return hex.search(shortest, search);
        }
        HexText noDump = new HexText(text, skipped);
        noDump.read(false);
        return hex.search(shortest, search) || noDump.search(shortest, search);
    }

    private boolean search(int shortest, Predicate<TextView> search) {
        return PackedText.inHexadecimal(digits, shortest, search) || search.test(words.fold());
    }

    /** Returns whether any line was read as one of a dump. */
    private boolean read(boolean dumps) {
        boolean any = false;
        Matcher dump = DUMP.matcher(text);
        for (int line = 0; line < text.length(); ) {
            int feed = text.indexOf('\n', line);
            int end = feed < 0 ? text.length() : feed;
            if (dumps && dump.region(line, end).matches()) {
                any = true;
                read(dump.start(1), dump.end(1), end);
            } else {
                read(line, end, 0);
            }
            line = end + 1;
        }
        endWord();
        return any;
    }

    private void read(int start, int end, int shownTo) {
        for (int at = start; at < end; at++) {
            char c = text.charAt(at);
            if (skipped.get(at)) {
                continue;
            }
            if ("0\\%&".indexOf(c) >= 0 && prefix.region(at, end).lookingAt()) {
                at = prefix.end() - 1;
            } else if (c < 0x80 && Character.digit(c, 16) >= 0) {
                if (at != wordEnd || digits.length() - wordStart == WORD) {
                    endWord();
                }
                digits.add(Character.toLowerCase(c), at, Math.max(at + 1, shownTo));
                wordEnd = at + 1;
            } else if (c >= 0x80 || Character.isLetterOrDigit(c)) {
                endWord();
                separate(digits, at);
                separate(words, at);
                wordStart = digits.length();
            }
        }
    }

    private static void separate(TextView view, int at) {
        if (view.length() > 0 && view.at(view.length() - 1) != '\0') {
            view.add('\0', at, at + 1);
        }
    }

    private void endWord() {
        int end = digits.length();
        for (int low = end - 2; low >= wordStart; low -= 2) {
            words.addByte(
                    Character.digit(digits.at(low), 16) << 4 | Character.digit(digits.at(low + 1), 16),
                    digits.start(wordStart),
                    digits.end(end - 1));
        }
        wordStart = end;
    }
}
