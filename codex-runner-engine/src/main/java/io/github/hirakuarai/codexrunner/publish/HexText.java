package io.github.hirakuarai.codexrunner.publish;

import java.util.BitSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The hexadecimal digits of a text, in lower case, without what stands between the bytes of a dump: blanks, colons, commas,
 * {@code 0x}, {@code \x}, {@code %}. Of the lines of {@code xxd}, {@code hexdump -C} and {@code od -tx1} neither the offset nor the column of
 * characters counts; that column belongs to what it shows.
 */
final class HexText {

    private static final Pattern DUMP =
            Pattern.compile("[0-9a-fA-F]{6,16}:?[ \\t]+((?:[0-9a-fA-F]{2,8}(?:[ \\t]{1,2}|-|$))+).*");
    private static final Pattern PREFIX = Pattern.compile("0[xX](?=[0-9a-fA-F])|\\\\[xX](?=[0-9a-fA-F])"
            + "|\\\\u00(?=[0-9a-fA-F])|%(?=[0-9a-fA-F])|&#[xX](?=[0-9a-fA-F])");
    private static final String BETWEEN = " \t\r\n:,;-_.'\"[](){}|";

    private HexText() {}

    static TextView of(String text, BitSet skipped) {
        TextView view = new TextView(text.length());
        Matcher prefix = PREFIX.matcher(text);
        for (int line = 0; line < text.length(); ) {
            int feed = text.indexOf('\n', line);
            int end = feed < 0 ? text.length() : feed;
            Matcher dump = DUMP.matcher(text).region(line, end);
            if (dump.matches()) {
                read(text, skipped, dump.start(1), dump.end(1), end, prefix, view);
            } else {
                read(text, skipped, line, end, 0, prefix, view);
            }
            line = end + 1;
        }
        return view;
    }

    private static void read(
            String text, BitSet skipped, int start, int end, int shownTo, Matcher prefix, TextView view) {
        for (int at = start; at < end; at++) {
            char c = text.charAt(at);
            if (skipped.get(at)) {
                continue;
            }
            if ("0\\%&".indexOf(c) >= 0 && prefix.region(at, end).lookingAt()) {
                at = prefix.end() - 1;
            } else if (Character.digit(c, 16) >= 0 && c < 0x80) {
                view.add(Character.toLowerCase(c), at, Math.max(at + 1, shownTo));
            } else if (BETWEEN.indexOf(c) < 0) {
                view.add('\0', at, at + 1);
            }
        }
    }
}
