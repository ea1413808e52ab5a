package io.github.hirakuarai.codexrunner.brief;

/**
 * Looks for the last line at which surely no block of the document is open. Sure is: a line that begins at its first
 * column and follows a blank line or a closing fence, while no fence that began at the first column is open. A list item
 * goes on with indented lines only, a quote and a paragraph not behind a blank line. Where a fence or HTML block could be
 * open that is not so plain, the search ends with what was sure before.
 */
final class OpenState {

    private static final int CODE_INDENT = 4;

    private final String text;
    private int safeStart;
    private int safeLine;
    private boolean fresh = true;
    private boolean html;
    private char fence;
    private int fenceLength;

    OpenState(String text) {
        this.text = text;
    }

    int safeStart() {
        return safeStart;
    }

    /** How many lines stand before {@link #safeStart}. */
    int safeLine() {
        return safeLine;
    }

    /** Looks at every line that begins before an offset or at it. */
    void readTo(int limit) {
        int line = 0;
        for (int start = 0; start <= limit; line++) {
            int feed = text.indexOf('\n', start);
            int end = feed < 0 ? text.length() : feed;
            if (!read(start, end, line) || feed < 0) {
                return;
            }
            start = feed + 1;
        }
    }

    /** Whether it is still sure what is open after this line. */
    private boolean read(int start, int end, int line) {
        int indent = 0;
        while (start + indent < end && text.charAt(start + indent) == ' ') {
            indent++;
        }
        int from = start + indent;
        if (fence != 0) {
            closeFence(from, end, indent);
            return true;
        }
        if (isBlank(from, end)) {
            fresh = true;
            html = false;
            return true;
        }
        boolean safe = fresh && indent == 0 && text.charAt(from) != '\t';
        fresh = false;
        if (safe) {
            safeStart = start;
            safeLine = line;
        }
        char first = text.charAt(from);
        if (indent >= CODE_INDENT || first == '\t') {
            // No fence at the top level, and what it opens in a list ends with the list.
            return true;
        }
        if (first == '<') {
            html = true;
            return !mayRunOn(from, end);
        }
        return (first != '`' && first != '~') || openFence(from, end, indent, first);
    }

    private boolean openFence(int from, int end, int indent, char first) {
        int length = run(from, end, first);
        if (length < 3) {
            return true;
        }
        boolean mixed = from + length < end && (text.charAt(from + length) == '`' || text.charAt(from + length) == '~');
        if (indent > 0 || mixed || html) {
            return false;
        }
        int again = text.indexOf('`', from + length);
        if (first == '~' || again < 0 || again >= end) {
            fence = first;
            fenceLength = length;
        }
        return true;
    }

    private void closeFence(int from, int end, int indent) {
        int length = indent < CODE_INDENT ? run(from, end, fence) : 0;
        if (length >= fenceLength && isBlank(from + length, end)) {
            fence = 0;
            fresh = true;
        }
    }

    /** Comments, declarations, scripts and the like go on behind blank lines; other HTML does not. */
    private boolean mayRunOn(int from, int end) {
        return from + 1 < end && "!?sSpPtT".indexOf(text.charAt(from + 1)) >= 0;
    }

    private int run(int from, int end, char character) {
        int to = from;
        while (to < end && text.charAt(to) == character) {
            to++;
        }
        return to - from;
    }

    private boolean isBlank(int from, int end) {
        for (int offset = from; offset < end; offset++) {
            char character = text.charAt(offset);
            if (character != ' ' && character != '\t' && character != '\r') {
                return false;
            }
        }
        return true;
    }
}
