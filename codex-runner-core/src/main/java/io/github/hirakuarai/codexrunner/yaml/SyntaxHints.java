package io.github.hirakuarai.codexrunner.yaml;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The hint for what the YAML parser most often complains of. */
final class SyntaxHints {

    private static final Pattern OTHER_DASH =
            Pattern.compile("(?m)^ *[\\u2010-\\u2015\\u2212\\ufe58\\ufe63\\uff0d\\u2022] ");

    private SyntaxHints() {}

    /** What the parser complains of, without what the hint says. */
    static String complaint(String said) {
        return said.contains("(TAB)") ? "a tab where a key or a value must begin" : said;
    }

    /**
     * What to do.
     *
     * @param offset in the text, of which the parser complains
     */
    static @Nullable String hint(String complaint, String text, int offset) {
        // A word processor or a chat has made another sign of a list's hyphen.
        int line = text.lastIndexOf('\n', Math.max(0, offset - 1));
        int before = text.lastIndexOf('\n', Math.max(0, line - 1));
        // The parser takes it for a text, which goes on in the next line, and complains there.
        if (OTHER_DASH.matcher(text.substring(before + 1, offset)).find()) {
            return "begin the items of a list with a hyphen: '- '";
        }
        if (complaint.contains("TAB") || complaint.contains("tab")) {
            return "indent with spaces; YAML does not allow tabs here";
        }
        if (complaint.contains("mapping values are not allowed")) {
            return "quote a string that contains ': ', or fix the indentation";
        }
        if (complaint.contains("cannot start any token")) {
            return "quote a string that begins with this character";
        }
        if (complaint.contains("could not find expected ':'")) {
            return "write ': ' after the key, on the same line";
        }
        if (complaint.contains("expected <block end>")) {
            return "indent the keys of a mapping and the items of a list equally";
        }
        if (complaint.contains("unexpected end of stream")) {
            return "close the quote";
        }
        return null;
    }
}
