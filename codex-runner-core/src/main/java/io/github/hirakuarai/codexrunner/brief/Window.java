package io.github.hirakuarai.codexrunner.brief;

import org.jspecify.annotations.Nullable;

/**
 * The part of a document that decides about its briefs, so that a long comment costs little more than the brief in it.
 *
 * <p>Markdown's blocks are decided line by line, from above. So what follows the closing fence of the last brief decides
 * nothing. And a document may be read from any line on at which nothing is open: no container can be continued there,
 * and no fence or HTML block runs on. What is not plainly so is read.
 *
 * @param start where reading begins
 * @param line how many lines stand before
 * @param end where reading may end, if no brief's fence is open there
 */
record Window(int start, int line, int end) {

    /** The window of a text, or null when no line of it could open a brief. */
    static @Nullable Window of(String text) {
        Fences fences = new Fences(text);
        int first = -1;
        int last = -1;
        for (int fence = fences.next(0); fence >= 0; ) {
            int lineEnd = lineEnd(text, fence);
            if (InfoString.maySayBrief(text, fence, lineEnd)) {
                first = first < 0 ? fence : first;
                last = lineEnd;
            }
            fence = fences.next(lineEnd);
        }
        if (first < 0) {
            return null;
        }
        if (hasLoneCarriageReturn(text)) {
            return new Window(0, 0, text.length());
        }
        OpenState state = new OpenState(text);
        state.readTo(first);
        return new Window(state.safeStart(), state.safeLine(), closingAfter(text, last));
    }

    Window toTheEnd(String text) {
        return new Window(start, line, text.length());
    }

    /** Where the first line ends, after an offset, that holds nothing but a fence; the text's end when there is none. */
    private static int closingAfter(String text, int from) {
        Fences fences = new Fences(text);
        for (int fence = fences.next(from); fence >= 0; ) {
            int lineEnd = lineEnd(text, fence);
            int lineStart = text.lastIndexOf('\n', fence) + 1;
            if (isOnly(text, lineStart, fence, ' ') && isOnly(text, fence, lineEnd, text.charAt(fence))) {
                return lineEnd;
            }
            fence = fences.next(lineEnd);
        }
        return text.length();
    }

    private static boolean isOnly(String text, int from, int to, char wanted) {
        for (int offset = from; offset < to; offset++) {
            char character = text.charAt(offset);
            if (character != wanted && character != ' ' && character != '\r') {
                return false;
            }
        }
        return true;
    }

    private static int lineEnd(String text, int from) {
        int feed = text.indexOf('\n', from);
        return feed < 0 ? text.length() : feed;
    }

    /** Markdown ends lines there, and the quick look at lines above does not. */
    private static boolean hasLoneCarriageReturn(String text) {
        for (int found = text.indexOf('\r'); found >= 0; found = text.indexOf('\r', found + 1)) {
            if (!text.startsWith("\n", found + 1)) {
                return true;
            }
        }
        return false;
    }
}
