package io.github.hirakuarai.codexrunner.testkit.brief;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes values as YAML in one of the many ways that users do: blocks and flows, every style of quoting, comments, keys
 * in any order, keys of the writer's own. Made by the rules of YAML alone, so that the reader is not measured by itself.
 */
final class YamlWriter {

    /** Read as they stand, though they look as if they were not. */
    private static final Set<String> PLAIN_AFTER_ALL =
            Set.of("no", "True", "~", "010", "0x1F", "1:30", "2026-12-01", "1_000", "=", "<<");

    private static final Set<String> NO_TEXT = Set.of("true", "false", "null");
    private static final Pattern PLAIN = Pattern.compile(
            "[\\p{L}_/~$](?:[\\p{L}\\p{M}0-9_/~$.*+=;()@!&\"'\\[\\]{},|>-]| [\\p{L}0-9_/]|:[\\p{L}/])*");
    private static final Pattern PLAIN_IN_FLOW = Pattern.compile("[\\p{L}_/][\\p{L}0-9_/.* -]*[\\p{L}0-9]");

    private final Style style;
    private final StringBuilder out = new StringBuilder();

    YamlWriter(Style style) {
        this.style = style;
    }

    String write(Map<String, Object> fields) {
        if (style.chance(8)) {
            out.append("---\n");
        }
        comment("");
        if (style.chance(12)) {
            flow(withOwnKeys(fields), 0);
            out.append('\n');
        } else {
            blockMap(withOwnKeys(fields), "");
        }
        if (style.chance(8)) {
            out.append("...\n");
        }
        return out.toString();
    }

    private List<Map.Entry<String, Object>> withOwnKeys(Map<?, ?> map) {
        List<Map.Entry<String, Object>> fields = new ArrayList<>();
        map.forEach((key, value) -> fields.add(Map.entry((String) key, value)));
        style.shuffle(fields);
        if (style.chance(3)) {
            Object own = List.of(List.of(1L, Map.of("x", true)), "a: b", -5L, Map.of("executor", "*a"))
                    .get(style.pick(4));
            fields.add(style.pick(fields.size() + 1), Map.entry("x-own", own));
        }
        return fields;
    }

    private void comment(String indent) {
        if (style.chance(6)) {
            // Behind a text that keeps its line breaks, a blank line would be one more of them.
            boolean blank = style.chance(2) && !out.toString().endsWith("\n\n");
            out.append(indent).append(blank ? "\n" : "# executor: nobody's\n");
        }
    }

    private void endOfLine() {
        out.append(style.chance(8) ? " # &note *a !b" : "").append(style.chance(10) ? "  \n" : "\n");
    }

    private void blockMap(List<Map.Entry<String, Object>> fields, String indent) {
        boolean first = true;
        for (var field : fields) {
            if (!first) {
                comment(indent);
                out.append(indent);
            }
            first = false;
            key(field.getKey());
            out.append(style.chance(10) ? " :" : ":");
            blockValue(field.getValue(), indent, true);
        }
    }

    private void key(String key) {
        String quote = style.chance(8) ? "\"" : style.chance(7) ? "'" : "";
        out.append(quote).append(key).append(quote);
    }

    /** What stands behind a colon or a hyphen, the line's end too. */
    private void blockValue(Object value, String indent, boolean inMap) {
        String deeper = indent + " ".repeat(style.between(2, 1, 4));
        if (value instanceof String text) {
            out.append(' ');
            if (!block(text, deeper, indent)) {
                inline(text, deeper, false);
                endOfLine();
            }
        } else if (value instanceof List<?> list && !list.isEmpty() && !style.chance(4)) {
            String own = inMap && style.chance(2) ? indent : deeper;
            endOfLine();
            for (Object item : list) {
                comment(own);
                out.append(own).append('-');
                blockItem(item, own);
            }
        } else if (value instanceof Map<?, ?> map && !map.isEmpty() && !style.chance(4)) {
            endOfLine();
            out.append(deeper);
            blockMap(withOwnKeys(map), deeper);
        } else if (value instanceof Map<?, ?> map) {
            out.append(' ');
            flow(withOwnKeys(map), deeper.length());
            endOfLine();
        } else if (value instanceof List<?> list) {
            out.append(' ');
            flow(list, deeper.length());
            endOfLine();
        } else {
            out.append(' ').append(value);
            endOfLine();
        }
    }

    private void blockItem(Object item, String indent) {
        if (item instanceof Map<?, ?> map && !map.isEmpty() && !style.chance(4)) {
            String gap = " ".repeat(style.between(1, 1, 3));
            out.append(gap);
            blockMap(withOwnKeys(map), indent + " " + gap);
        } else {
            blockValue(item, indent, false);
        }
    }

    private void flow(Object value, int indent) {
        if (value instanceof String text) {
            inline(text, " ".repeat(indent), true);
        } else if (value instanceof Map<?, ?> map) {
            flow(withOwnKeys(map), indent);
        } else if (value instanceof List<?> list) {
            boolean fields = !list.isEmpty() && list.get(0) instanceof Map.Entry<?, ?>;
            out.append(fields ? '{' : '[');
            for (int index = 0; index < list.size(); index++) {
                out.append(index == 0 ? "" : ",");
                out.append(style.chance(6) ? "\n" + " ".repeat(indent + 1) : index == 0 && style.chance(2) ? "" : " ");
                if (list.get(index) instanceof Map.Entry<?, ?> field) {
                    key((String) field.getKey());
                    out.append(": ");
                    flow(field.getValue(), indent + 1);
                } else {
                    flow(list.get(index), indent + 1);
                }
            }
            out.append(list.size() > 0 && style.chance(5) ? ", " : "").append(fields ? '}' : ']');
        } else {
            out.append(value);
        }
    }

    /** As a literal or folded text below the line; false when that does not suit it. */
    private boolean block(String text, String deeper, String indent) {
        String body = text.replaceFirst("\n+$", "");
        boolean suits = !body.isBlank() && isPrintable(text) && text.indexOf('\r') < 0;
        boolean many = body.indexOf('\n') >= 0;
        if (!suits || (!many && !style.chance(3)) || (many && style.chance(4))) {
            return false;
        }
        List<String> lines = List.of(body.split("\n", -1));
        boolean folded =
                style.chance(3) && lines.stream().noneMatch(line -> line.isEmpty() || line.matches("(?s)[ \t].*"));
        // Where blank lines or spaces come first, nobody can see how far the text is indented.
        boolean explicit = lines.get(0).isEmpty() || lines.get(0).startsWith(" ") || style.chance(6);
        int trailing = text.length() - body.length();
        out.append(folded ? '>' : '|');
        String width = explicit ? String.valueOf(deeper.length() - indent.length()) : "";
        String chomping = trailing == 0 ? "-" : trailing == 1 ? "" : "+";
        out.append(style.chance(2) ? width + chomping : chomping + width).append(style.chance(8) ? " # note\n" : "\n");
        for (int index = 0; index < lines.size(); index++) {
            out.append(folded && index > 0 ? "\n" : "");
            out.append(lines.get(index).isEmpty() ? "" : deeper)
                    .append(lines.get(index))
                    .append('\n');
        }
        out.append("\n".repeat(Math.max(0, trailing - 1)));
        return true;
    }

    private void inline(String text, String deeper, boolean flow) {
        boolean plain = (flow ? PLAIN_IN_FLOW : PLAIN).matcher(text).matches() && !NO_TEXT.contains(text);
        if ((plain || PLAIN_AFTER_ALL.contains(text)) && !style.chance(3)) {
            out.append(text);
        } else if (isPrintable(text)
                && text.indexOf('\r') < 0
                && !text.matches("(?s).*[ \t]\n.*|.*\n[ \t].*|\n.*|.*\n")
                && !style.chance(3)) {
            out.append('\'')
                    .append(text.replace("'", "''").replaceAll("\n+", "$0\n" + deeper))
                    .append('\'');
        } else {
            doubleQuoted(text, deeper);
        }
    }

    private void doubleQuoted(String text, String deeper) {
        out.append('"');
        text.codePoints().forEach(character -> {
            switch (character) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append(style.chance(2) ? "\\t" : "\\x09");
                case '\r' -> out.append("\\r");
                default -> {
                    if (style.chance(20)) {
                        // A line's end that is escaped is none, and what indents the next line is no part of it.
                        out.append("\\\n").append(deeper).append(character == ' ' ? "\\" : "");
                    }
                    if (!isPrintable(Character.toString(character)) || (character > '~' && style.chance(3))) {
                        out.append(
                                character > 0xFFFF
                                        ? String.format("\\U%08X", character)
                                        : String.format("\\u%04x", character));
                    } else {
                        out.appendCodePoint(character);
                    }
                }
            }
        });
        out.append('"');
    }

    private static boolean isPrintable(String text) {
        return text.codePoints()
                .noneMatch(character -> (character < ' ' && character != '\n' && character != '\t')
                        || character == 0x2028
                        || character == 0xFEFF
                        || (character > '~' && character < 0xA0));
    }
}
