package io.github.hirakuarai.codexrunner.yaml;

/** A document's lines, as CommonMark has them: ended by a line feed, a carriage return, or both. */
public final class Lines {

    private Lines() {}

    /** Without a byte order mark, every line ended by a line feed, the last one too. */
    public static String normal(String text) {
        String plain = text.substring(contentStart(text));
        String unix =
                plain.indexOf('\r') < 0 ? plain : plain.replace("\r\n", "\n").replace('\r', '\n');
        return unix.isEmpty() || unix.endsWith("\n") ? unix : unix + "\n";
    }

    /** Where a text begins that may have a byte order mark. */
    public static int contentStart(String text) {
        return text.startsWith("\uFEFF") ? 1 : 0;
    }

    /** Where the line that holds an offset begins. */
    public static int start(String text, int offset) {
        int start = offset;
        while (start > 0 && text.charAt(start - 1) != '\n' && text.charAt(start - 1) != '\r') {
            start--;
        }
        return start;
    }

    /** Where the line that begins at an offset ends, its ending not counted. */
    public static int end(String text, int start) {
        int end = start;
        while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
            end++;
        }
        return end;
    }

    /** Where the line after the one that ends at an offset begins. */
    public static int next(String text, int end) {
        boolean both = text.startsWith("\r\n", end);
        return Math.min(text.length(), end + (both ? 2 : 1));
    }
}
