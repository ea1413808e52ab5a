package io.github.hirakuarai.codexrunner.publish;

/**
 * A text in which line breaks, and the blanks around them, do not count: so that a secret that was wrapped is found. Each
 * of its characters knows where it stands in the original.
 */
final class FoldedText {

    private final char[] characters;
    private final int[] places;
    private int length;

    private FoldedText(int capacity) {
        characters = new char[capacity];
        places = new int[capacity];
    }

    static FoldedText of(String text) {
        FoldedText folded = new FoldedText(text.length());
        int at = 0;
        while (at < text.length()) {
            int end = at;
            boolean lineBreak = false;
            while (end < text.length() && isBlank(text.charAt(end))) {
                lineBreak |= text.charAt(end) == '\n' || text.charAt(end) == '\r';
                end++;
            }
            if (!lineBreak) {
                for (int blank = at; blank < end; blank++) {
                    folded.append(text.charAt(blank), blank);
                }
            }
            if (end < text.length()) {
                folded.append(text.charAt(end), end);
            }
            at = end + 1;
        }
        return folded;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }

    private void append(char c, int place) {
        characters[length] = c;
        places[length++] = place;
    }

    int length() {
        return length;
    }

    char at(int index) {
        return characters[index];
    }

    /** Where in the original the character stands. */
    int place(int index) {
        return places[index];
    }

    @Override
    public String toString() {
        return new String(characters, 0, length);
    }
}
