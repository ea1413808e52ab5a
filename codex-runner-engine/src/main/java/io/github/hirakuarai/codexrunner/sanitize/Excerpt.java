package io.github.hirakuarai.codexrunner.sanitize;

import java.util.Locale;

/**
 * The head and the tail of a text, and how much stood between them.
 *
 * @param head from the text's begin; the whole text when nothing was left out
 * @param tail to the text's end
 * @param characters how many were left out
 * @param lineBreaks how many were left out
 */
public record Excerpt(String head, String tail, long characters, long lineBreaks) {

    /** More than the note about what was left out ever takes, with its line breaks. */
    private static final int NOTE = 90;

    static Excerpt whole(String text) {
        return new Excerpt(text, "", 0, 0);
    }

    /**
     * What fits: a third from the head, the rest from the tail, where the errors are. Cuts between lines when one ends
     * near, and never inside a character. Where the limit leaves hardly room for saying what is missing, the head alone.
     *
     * @param limit the most characters of {@link #text}
     */
    Excerpt cut(int limit) {
        String kept = head + tail;
        if (characters == 0 && kept.length() <= limit) {
            return this;
        }
        if (limit < 2 * NOTE) {
            return whole(kept.substring(0, wholeCharacter(kept, Math.min(limit, head.length()))));
        }
        int room = limit - NOTE;
        int headEnd = head.length();
        int tailStart = head.length();
        if (kept.length() > room) {
            boolean gap = characters > 0;
            headEnd = lineEnd(kept, Math.min(room / 3, gap ? head.length() : kept.length()));
            tailStart = lineStart(kept, Math.max(kept.length() - (room - headEnd), gap ? head.length() : 0));
        }
        String left = kept.substring(headEnd, tailStart);
        return new Excerpt(
                kept.substring(0, headEnd),
                kept.substring(tailStart),
                characters + left.length(),
                lineBreaks + left.chars().filter(c -> c == '\n').count());
    }

    /** The text, with a line of its own where something was left out. */
    String text() {
        if (characters == 0) {
            return head + tail;
        }
        String note =
                String.format(Locale.ROOT, "[… %d characters in %d lines left out …]", characters, lineBreaks + 1);
        return (head.isEmpty() || head.endsWith("\n") ? head : head + "\n") + note + "\n" + tail;
    }

    private static int lineEnd(String text, int at) {
        int lineBreak = text.lastIndexOf('\n', at - 1);
        return lineBreak >= at / 2 ? lineBreak + 1 : wholeCharacter(text, at);
    }

    private static int lineStart(String text, int at) {
        int lineBreak = text.indexOf('\n', at);
        boolean near = lineBreak >= 0 && lineBreak < at + (text.length() - at) / 2;
        // Moving on, not back: the tail may only get shorter.
        return near ? lineBreak + 1 : at < text.length() && wholeCharacter(text, at) < at ? at + 1 : at;
    }

    /** The place, or the one before it when it lies inside a surrogate pair. */
    public static int wholeCharacter(String text, int at) {
        boolean inside = at > 0
                && at < text.length()
                && Character.isHighSurrogate(text.charAt(at - 1))
                && Character.isLowSurrogate(text.charAt(at));
        return inside ? at - 1 : at;
    }
}
