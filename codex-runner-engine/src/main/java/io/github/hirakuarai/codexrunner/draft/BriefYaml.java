package io.github.hirakuarai.codexrunner.draft;

import io.github.hirakuarai.codexrunner.yaml.HiddenCharacters;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes YAML whose values say exactly what they were given. A hidden character of a value stands there as an escape, which readers
 * see and the validator refuses; one of a comment becomes U+FFFD.
 */
final class BriefYaml {

    private static final Pattern PLAIN = Pattern.compile("~?[A-Za-z0-9/](?:[A-Za-z0-9/_.@+= -]*[A-Za-z0-9/_.])?");
    private static final Pattern NUMBER = Pattern.compile("[0-9.+_-]*+|0[xob].*+|[0-9].*[eE:T].*+|[0-9]{4}-.*+");
    private static final Set<String> WORDS = Set.of("true", "false", "yes", "no", "on", "off", "null", "y", "n");
    private static final Pattern BLANKS = Pattern.compile("\\s++");

    private final StringBuilder yaml = new StringBuilder();
    private final boolean oneLine;

    /** @param oneLine writes every text on one line, so that none of its lines begins one of the YAML */
    BriefYaml(boolean oneLine) {
        this.oneLine = oneLine;
    }

    /** A comment of one line, at most so many characters. */
    BriefYaml comment(int indentation, String text, int longest) {
        indent(indentation).append("# ").append(shown(text, longest)).append('\n');
        return this;
    }

    /** A line as it stands. */
    BriefYaml line(int indentation, String line) {
        indent(indentation).append(line).append('\n');
        return this;
    }

    /** Lines that were written apart. */
    BriefYaml append(BriefYaml lines) {
        yaml.append(lines.yaml);
        return this;
    }

    /** A key with a string. */
    BriefYaml value(int indentation, String key, String value) {
        return line(indentation, key + ": " + scalar(value));
    }

    /** A key with a text of several lines, each of which stands on a line of its own where that says the same. */
    BriefYaml block(int indentation, String key, String text) {
        String whole = text.endsWith("\n") ? text : text + "\n";
        // A first line that begins with a blank, or a last one that is empty, needs more than an indicator.
        if (oneLine
                || HiddenCharacters.in(whole)
                || whole.startsWith(" ")
                || whole.startsWith("\n")
                || whole.endsWith("\n\n")) {
            return line(indentation, key + ": " + quoted(whole));
        }
        line(indentation, key + ": |");
        for (String line : whole.substring(0, whole.length() - 1).split("\n", -1)) {
            if (line.isEmpty()) {
                yaml.append('\n');
            } else {
                line(indentation + 2, line);
            }
        }
        return this;
    }

    /** A string in one line of YAML. */
    static String scalar(String value) {
        boolean plain = PLAIN.matcher(value).matches()
                && !NUMBER.matcher(value).matches()
                && !WORDS.contains(value.toLowerCase(Locale.ROOT));
        return plain ? value : quoted(value);
    }

    private static String quoted(String value) {
        StringBuilder quoted = new StringBuilder("\"");
        value.codePoints().forEach(character -> {
            switch (character) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (isHidden(character)) {
                        quoted.append(
                                character > 0xFFFF
                                        ? String.format(Locale.ROOT, "\\U%08X", character)
                                        : String.format(Locale.ROOT, "\\u%04X", character));
                    } else {
                        quoted.appendCodePoint(character);
                    }
                }
            }
        });
        return quoted.append('"').toString();
    }

    /** A text on one line, cut, without hidden characters: for readers. */
    static String shown(String text, int longest) {
        StringBuilder shown = new StringBuilder();
        // What is cut off need not be cleaned.
        String start = text.length() > 4 * longest ? text.substring(0, 4 * longest) : text;
        start.codePoints()
                .map(character -> Character.isWhitespace(character) || character == '\r' ? ' ' : character)
                .map(character -> isHidden(character) ? 0xFFFD : character)
                .forEach(shown::appendCodePoint);
        String line = BLANKS.matcher(shown).replaceAll(" ").strip();
        if (line.codePointCount(0, line.length()) <= longest && start.length() == text.length()) {
            return line;
        }
        int end = line.offsetByCodePoints(0, Math.min(longest - 1, line.codePointCount(0, line.length())));
        return line.substring(0, end) + "…";
    }

    private static boolean isHidden(int character) {
        return HiddenCharacters.in(Character.toString(character));
    }

    private StringBuilder indent(int indentation) {
        return yaml.append(" ".repeat(indentation));
    }

    @Override
    public String toString() {
        return yaml.toString();
    }
}
