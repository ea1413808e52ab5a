package io.github.hirakuarai.codexrunner.sanitize;

import io.github.hirakuarai.codexrunner.yaml.HiddenCharacters;
import java.util.BitSet;

/**
 * Takes terminal sequences, control characters and characters that deceive the eye out of a text; see the package. Takes
 * time in proportion to the text: a search for a sequence's end stops at the next control character.
 */
final class CleanText {

    private static final char ESC = '\u001b';
    private static final char BEL = '\u0007';
    private static final char CSI = '\u009b';
    private static final char OSC = '\u009d';
    private static final char ST = '\u009c';

    private final String text;
    private final StringBuilder clean;
    private final BitSet escaped = new BitSet();

    private CleanText(String text) {
        this.text = text;
        clean = new StringBuilder(text.length());
    }

    static CleanText of(String text) {
        CleanText clean = new CleanText(text);
        clean.run();
        return clean;
    }

    String text() {
        return clean.toString();
    }

    /** The places in the clean text of characters that stood behind an escape character, and may belong to it. */
    BitSet escaped() {
        return escaped;
    }

    private void run() {
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if ((c >= ' ' && c < 0x7f) || c == '\n' || c == '\t') {
                clean.append(c);
                at++;
            } else if (c == ESC || c == CSI || c == OSC) {
                int end = Math.max(at + 1, sequenceEnd(at));
                if (c == ESC && end == at + 1) {
                    escaped.set(clean.length());
                }
                at = end;
            } else if (c == '\r' || c == '\u2028' || c == '\u2029') {
                clean.append('\n');
                at += text.startsWith("\r\n", at) ? 2 : 1;
            } else {
                at = other(c, at);
            }
        }
        escaped.clear(clean.length(), text.length() + 1);
    }

    private int other(char c, int at) {
        if (Character.isSurrogate(c)) {
            int codePoint = text.codePointAt(at);
            if (Character.charCount(codePoint) == 1) {
                clean.append('\ufffd');
                return at + 1;
            }
            if (!isHidden(codePoint)) {
                clean.appendCodePoint(codePoint);
            }
            return at + 2;
        }
        if (!isHidden(c)) {
            clean.append(c);
        }
        return at + 1;
    }

    /** Joiners (U+200C, U+200D) and variation selectors stay: scripts and emoji need them. */
    private static boolean isHidden(int c) {
        boolean needed = c == 0x200c || c == 0x200d || (c >= 0xfe00 && c <= 0xfe0f);
        return (HiddenCharacters.isIgnorable(c) && !needed)
                || Character.getType(c) == Character.CONTROL
                || (c >= 0xfff9 && c <= 0xfffb);
    }

    /** Behind the terminal sequence that begins here; where none is complete, its first character alone goes. */
    private int sequenceEnd(int start) {
        char first = text.charAt(start);
        if (first == CSI) {
            return controlEnd(start + 1);
        }
        if (first == OSC) {
            return stringEnd(start + 1);
        }
        if (start + 1 == text.length()) {
            return start + 1;
        }
        return switch (text.charAt(start + 1)) {
            case '[' -> controlEnd(start + 2);
            case ']', 'P', 'X', '^', '_' -> stringEnd(start + 2);
            // Character sets: ESC ( B
            case '(', ')', '*', '+' ->
                start + 2 < text.length() && "AB012".indexOf(text.charAt(start + 2)) >= 0 ? start + 3 : start + 1;
            // Others have no end of their own: what looks like their letter may be a secret's.
            default -> start + 1;
        };
    }

    private int controlEnd(int start) {
        int at = start;
        while (at < text.length() && text.charAt(at) >= 0x20 && text.charAt(at) <= 0x3f) {
            at++;
        }
        return at < text.length() && text.charAt(at) >= 0x40 && text.charAt(at) <= 0x7e ? at + 1 : 0;
    }

    private int stringEnd(int start) {
        int at = start;
        while (at < text.length() && !Character.isISOControl(text.charAt(at))) {
            at++;
        }
        if (at == text.length()) {
            return 0;
        }
        char end = text.charAt(at);
        if (end == BEL || end == ST) {
            return at + 1;
        }
        return text.startsWith(ESC + "\\", at) ? at + 2 : 0;
    }
}
