package io.github.hirakuarai.codexrunner.brief;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes values as YAML in one of the many ways that people use: blocks and flows, every style of quoting, comments, keys
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

    private final Random random;
    private final StringBuilder out = new StringBuilder();

    YamlWriter(int seed) {
        this.random = new Random(seed);
    }

    String write(Map<String, Object> fields) {
        if (chance(8)) {
            out.append("---\n");
        }
        comment("");
        if (chance(12)) {
            flow(withOwnKeys(fields), 0);
            out.append('\n');
        } else {
            blockMap(withOwnKeys(fields), "");
        }
        if (chance(8)) {
            out.append("...\n");
        }
        return out.toString();
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    private List<Map.Entry<String, Object>> withOwnKeys(Map<?, ?> map) {
        List<Map.Entry<String, Object>> fields = new ArrayList<>();
        map.forEach((key, value) -> fields.add(Map.entry((String) key, value)));
        Collections.shuffle(fields, random);
        if (chance(3)) {
            Object own = List.of(List.of(1L, Map.of("x", true)), "a: b", -5L, Map.of("executor", "*a"))
                    .get(random.nextInt(4));
            fields.add(random.nextInt(fields.size() + 1), Map.entry("x-own", own));
        }
        return fields;
    }

    private void comment(String indent) {
        if (chance(6)) {
            // Behind a text that keeps its line breaks, a blank line would be one more of them.
            boolean blank = chance(2) && !out.toString().endsWith("\n\n");
            out.append(indent).append(blank ? "\n" : "# executor: nobody's\n");
        }
    }

    private void endOfLine() {
        out.append(chance(8) ? " # &note *a !b" : "").append(chance(10) ? "  \n" : "\n");
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
            out.append(chance(10) ? " :" : ":");
            blockValue(field.getValue(), indent, true);
        }
    }

    private void key(String key) {
        switch (random.nextInt(8)) {
            case 0 -> out.append('"').append(key).append('"');
            case 1 -> out.append('\'').append(key).append('\'');
            default -> out.append(key);
        }
    }

    /** What stands behind a colon or a hyphen, the line's end too. */
    private void blockValue(Object value, String indent, boolean inMap) {
        String deeper = indent + " ".repeat(1 + random.nextInt(4));
        if (value instanceof String text) {
            out.append(' ');
            if (!block(text, deeper, indent)) {
                inline(text, deeper, false);
                endOfLine();
            }
        } else if (value instanceof List<?> list && !list.isEmpty() && !chance(4)) {
            String own = inMap && chance(2) ? indent : deeper;
            endOfLine();
            for (Object item : list) {
                comment(own);
                out.append(own).append('-');
                blockItem(item, own);
            }
        } else if (value instanceof Map<?, ?> map && !map.isEmpty() && !chance(4)) {
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
        if (item instanceof Map<?, ?> map && !map.isEmpty() && !chance(4)) {
            String gap = " ".repeat(1 + random.nextInt(3));
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
                out.append(chance(6) ? "\n" + " ".repeat(indent + 1) : index == 0 && chance(2) ? "" : " ");
                if (list.get(index) instanceof Map.Entry<?, ?> field) {
                    key((String) field.getKey());
                    out.append(": ");
                    flow(field.getValue(), indent + 1);
                } else {
                    flow(list.get(index), indent + 1);
                }
            }
            out.append(list.size() > 0 && chance(5) ? ", " : "").append(fields ? '}' : ']');
        } else {
            out.append(value);
        }
    }

    /** As a literal or folded text below the line; false when that does not suit it. */
    private boolean block(String text, String deeper, String indent) {
        String body = text.replaceFirst("\n+$", "");
        boolean suits = !body.isBlank() && isPrintable(text) && text.indexOf('\r') < 0;
        boolean many = body.indexOf('\n') >= 0;
        if (!suits || (!many && !chance(3)) || (many && chance(4))) {
            return false;
        }
        List<String> lines = List.of(body.split("\n", -1));
        boolean folded = chance(3) && lines.stream().noneMatch(line -> line.isEmpty() || line.matches("(?s)[ \t].*"));
        // Where blank lines or spaces come first, nobody can see how far the text is indented.
        boolean explicit = lines.get(0).isEmpty() || lines.get(0).startsWith(" ") || chance(6);
        int trailing = text.length() - body.length();
        out.append(folded ? '>' : '|');
        String width = explicit ? String.valueOf(deeper.length() - indent.length()) : "";
        String chomping = trailing == 0 ? "-" : trailing == 1 ? "" : "+";
        out.append(chance(2) ? width + chomping : chomping + width).append(chance(8) ? " # note\n" : "\n");
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
        if ((plain || PLAIN_AFTER_ALL.contains(text)) && !chance(3)) {
            out.append(text);
        } else if (isPrintable(text)
                && text.indexOf('\r') < 0
                && !text.matches("(?s).*[ \t]\n.*|.*\n[ \t].*|\n.*|.*\n")
                && !chance(3)) {
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
                case '\t' -> out.append(chance(2) ? "\\t" : "\\x09");
                case '\r' -> out.append("\\r");
                default -> {
                    if (chance(20)) {
                        // A line's end that is escaped is none, and what indents the next line is no part of it.
                        out.append("\\\n").append(deeper).append(character == ' ' ? "\\" : "");
                    }
                    if (!isPrintable(Character.toString(character)) || (character > '~' && chance(3))) {
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
