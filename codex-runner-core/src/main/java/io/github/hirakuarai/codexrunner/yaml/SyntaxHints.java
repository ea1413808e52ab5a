package io.github.hirakuarai.codexrunner.yaml;

import org.jspecify.annotations.Nullable;

/** The hint for what the YAML parser most often complains of. */
final class SyntaxHints {

    private SyntaxHints() {}

    static @Nullable String hint(String complaint) {
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
