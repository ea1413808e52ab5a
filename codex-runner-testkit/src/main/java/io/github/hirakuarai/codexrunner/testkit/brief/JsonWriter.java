package io.github.hirakuarai.codexrunner.testkit.brief;

import java.util.List;
import java.util.Map;

/** Writes JSON as one program or another would: with or without line breaks, indented by spaces or tabs, more or less escaped. */
final class JsonWriter {

    private final Style style;
    private final String unit;
    private final boolean asciiOnly;
    private final StringBuilder out = new StringBuilder();

    JsonWriter(Style style) {
        this.style = style;
        this.unit = List.of("  ", "", " ", "\t").get(style.pick(4));
        this.asciiOnly = style.chance(2);
    }

    String write(Object value) {
        value(value, 0);
        return out + (style.chance(2) ? "" : "\n");
    }

    private void value(Object value, int depth) {
        if (value instanceof Map<?, ?> map) {
            out.append('{');
            String separator = "";
            for (var field : map.entrySet()) {
                out.append(separator);
                line(depth + 1);
                text((String) field.getKey());
                out.append(unit.isEmpty() ? ":" : ": ");
                value(field.getValue(), depth + 1);
                separator = ",";
            }
            line(depth);
            out.append('}');
        } else if (value instanceof List<?> list) {
            out.append('[');
            String separator = "";
            for (Object item : list) {
                out.append(separator);
                line(depth + 1);
                value(item, depth + 1);
                separator = ",";
            }
            line(depth);
            out.append(']');
        } else if (value instanceof String text) {
            text(text);
        } else {
            out.append(value);
        }
    }

    private void line(int depth) {
        if (!unit.isEmpty()) {
            out.append('\n').append(unit.repeat(depth));
        }
    }

    private void text(String text) {
        out.append('"');
        for (int index = 0; index < text.length(); index++) {
            char unit = text.charAt(index);
            switch (unit) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                case '/' -> out.append(style.chance(4) ? "\\/" : "/");
                default -> {
                    boolean escaped = unit < ' '
                            || (unit > '~' && (asciiOnly || Character.getType(unit) != Character.OTHER_LETTER));
                    out.append(escaped ? String.format("\\u%04x", (int) unit) : String.valueOf(unit));
                }
            }
        }
        out.append('"');
    }
}
