package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.output.ControlBytes;
import io.github.hirakuarai.codexrunner.output.TerminalLine;
import io.github.hirakuarai.codexrunner.output.TextStyle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/** Reads what a step wrote as a terminal shows it: its lines, and the style of each part of them. */
final class Ansi {

    /** What shows nothing in a page either. */
    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}&&[^\t]]");

    private Ansi() {}

    /**
     * A part of a line.
     *
     * @param style names of classes of the page's style sheet, blank-separated; empty for none
     * @param text without any control character but tab
     */
    record Span(String style, String text) {}

    /** The lines of a text; a last one without an end counts. */
    static List<List<Span>> lines(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        TerminalLine line = TerminalLine.styled(bytes.length);
        List<List<Span>> lines = new ArrayList<>();
        for (int at = 0; at < bytes.length; at++) {
            int end = ControlBytes.nextLineFeed(bytes, at, bytes.length);
            line.write(bytes, at, end - at);
            List<Span> spans = line.parts().stream()
                    .map(part -> new Span(
                            classes(part.style()), CONTROLS.matcher(part.text()).replaceAll("")))
                    .filter(span -> !span.text().isEmpty())
                    .toList();
            line.clear();
            if (end < bytes.length || !spans.isEmpty()) {
                lines.add(spans);
            }
            at = end;
        }
        return lines;
    }

    private static String classes(TextStyle style) {
        StringJoiner classes = new StringJoiner(" ");
        if (style.foreground() >= 0) {
            classes.add(String.format(Locale.ROOT, "f%x", style.foreground()));
        }
        if (style.background() >= 0) {
            classes.add(String.format(Locale.ROOT, "k%x", style.background()));
        }
        if (style.bold()) {
            classes.add("b");
        }
        if (style.faint()) {
            classes.add("d");
        }
        if (style.italic()) {
            classes.add("i");
        }
        if (style.underlined()) {
            classes.add("u");
        }
        if (style.reversed()) {
            classes.add("r");
        }
        return classes.toString();
    }
}
