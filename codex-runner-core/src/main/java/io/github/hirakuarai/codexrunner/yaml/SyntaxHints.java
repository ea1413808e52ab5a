package io.github.hirakuarai.codexrunner.yaml;

import org.jspecify.annotations.Nullable;

/** The hint for what the YAML parser most often complains of. */
final class SyntaxHints {

    private SyntaxHints() {}

    static @Nullable String hint(String complaint) {
        if (complaint.contains("TAB") || complaint.contains("tab")) {
            return "indent with spaces, YAML takes no tabs there";
        }
        if (complaint.contains("mapping values are not allowed")) {
            return "a text with ': ' in it is quoted; otherwise look at the indentation";
        }
        if (complaint.contains("cannot start any token")) {
            return "a text that begins with this character is quoted";
        }
        if (complaint.contains("could not find expected ':'")) {
            return "a key is followed by ': ' on the same line";
        }
        if (complaint.contains("expected <block end>")) {
            return "keys of one mapping and items of one list are indented alike";
        }
        if (complaint.contains("unexpected end of stream")) {
            return "a quote is opened and not closed";
        }
        return null;
    }
}
