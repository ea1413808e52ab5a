package io.github.hirakuarai.codexrunner.sanitize;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What GitHub acts on in a text: mentions, and closing keywords in front of a reference to an issue. */
final class Triggers {

    /** GitHub's nine, in any case. */
    private static final Pattern KEYWORD =
            Pattern.compile("(?i)(?<![A-Za-z0-9])(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)(?![A-Za-z0-9])");

    /** What may be a reference, as Markdown may write it: it holds a sign of one, an escape, an entity, or begins with GH. */
    private static final Pattern REFERENCE = Pattern.compile("(?i)gh(?![a-z])|[^\\s#/\\\\&@<\\[]*+[#/\\\\&@<\\[]");

    private Triggers() {}

    /** A matcher for closing keywords in a part of the text, which sees what stands around the part. */
    static Matcher keywords(String text, int start, int end) {
        return KEYWORD.matcher(text).region(start, end).useTransparentBounds(true);
    }

    /**
     * Whether a reference may follow, parted by nothing but blanks and signs.
     *
     * @param at behind the keyword
     * @param end of the passage
     */
    static boolean referenceFollows(String text, int at, int end) {
        for (int next = at; next < end; next++) {
            char c = text.charAt(next);
            if (isWord(c)) {
                return REFERENCE.matcher(text).region(next, end).lookingAt();
            }
            if (text.startsWith(Prose.NOTHING, next)) {
                next += Prose.NOTHING.length() - 1;
                continue;
            }
            // The reference's own sign, an entity that may stand for it, a link, a tag.
            if (c == '#' || c == '&' || c == '[' || c == '<') {
                return true;
            }
        }
        return false;
    }

    /** Whether an {@code @} at a place can begin a mention: not behind a letter or digit, as in an address. */
    static boolean mayMention(String text, int at, int start) {
        return at == start || !isWord(text.charAt(at - 1));
    }

    static boolean isWord(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
