package io.github.hirakuarai.codexrunner.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * Reads what a step wrote for a terminal: its lines, and the style of each part of them. Colours, bold and the like are
 * understood; whatever else a terminal would obey is left out. A carriage return begins the line anew, as a terminal shows
 * progress bars. A style lasts until it is changed, over lines, too. Time and memory in proportion to the text.
 */
final class Ansi {

    /** A number of more digits is no colour. */
    private static final int MOST_DIGITS = 4;

    private static final char ESC = '\u001b';

    /**
     * A part of a line.
     *
     * @param style names of classes of the page's style sheet, blank-separated; empty for none
     * @param text without any control character but tab
     */
    record Span(String style, String text) {}

    private final String text;
    private final List<List<Span>> lines = new ArrayList<>();
    private List<Span> line = new ArrayList<>();
    private final StringBuilder part = new StringBuilder();
    private int foreground = -1;
    private int background = -1;
    private boolean bold;
    private boolean faint;
    private boolean italic;
    private boolean underlined;
    private boolean reversed;

    private Ansi(String text) {
        this.text = text;
    }

    /** The lines of a text; a last one without an end counts. */
    static List<List<Span>> lines(String text) {
        return new Ansi(text).read();
    }

    private List<List<Span>> read() {
        int at = 0;
        while (at < text.length()) {
            char sign = text.charAt(at);
            if (sign == ESC) {
                at = escape(at + 1);
            } else if (sign == '\n') {
                endLine();
                at++;
            } else if (sign == '\r') {
                at++;
                if (at < text.length() && text.charAt(at) != '\n') {
                    part.setLength(0);
                    line.clear();
                }
            } else if (sign == '\b') {
                part.setLength(part.isEmpty() ? 0 : part.offsetByCodePoints(part.length(), -1));
                at++;
            } else {
                if (sign == '\t' || !Character.isISOControl(sign)) {
                    part.append(sign);
                }
                at++;
            }
        }
        endPart();
        if (!line.isEmpty()) {
            lines.add(line);
        }
        return lines;
    }

    /** Behind the sequence whose ESC stands before; where none is complete, nothing but the ESC goes. */
    private int escape(int start) {
        if (start == text.length()) {
            return start;
        }
        return switch (text.charAt(start)) {
            case '[' -> control(start + 1);
            case ']', 'P', 'X', '^', '_' -> string(start);
            case '(', ')', '*', '+' -> Math.min(start + 2, text.length());
            default -> start;
        };
    }

    private int control(int start) {
        int end = start;
        while (end < text.length() && text.charAt(end) >= 0x20 && text.charAt(end) <= 0x3f) {
            end++;
        }
        if (end == text.length() || text.charAt(end) < 0x40 || text.charAt(end) > 0x7e) {
            return start - 1;
        }
        if (text.charAt(end) == 'm') {
            endPart();
            style(numbers(text.substring(start, end)));
        }
        return end + 1;
    }

    /** A title or a link: to its end on the same line. */
    private int string(int start) {
        int end = start + 1;
        while (end < text.length() && text.charAt(end) >= ' ') {
            end++;
        }
        if (end < text.length() && text.charAt(end) == '\u0007') {
            return end + 1;
        }
        return text.startsWith(ESC + "\\", end) ? end + 2 : start;
    }

    private static List<Integer> numbers(String parameters) {
        List<Integer> numbers = new ArrayList<>();
        for (String number : parameters.split("[;:]", -1)) {
            boolean known =
                    number.length() <= MOST_DIGITS && number.chars().allMatch(sign -> sign >= '0' && sign <= '9');
            numbers.add(number.isEmpty() ? 0 : known ? Integer.parseInt(number) : -1);
        }
        return numbers;
    }

    private void style(List<Integer> numbers) {
        for (int i = 0; i < numbers.size(); i++) {
            int number = numbers.get(i);
            if (number == 38 || number == 48) {
                int kind = i + 1 < numbers.size() ? numbers.get(i + 1) : -1;
                int last = i + (kind == 5 ? 2 : kind == 2 ? 4 : numbers.size());
                if (last < numbers.size()) {
                    int color = kind == 5
                            ? Palette.ofIndex(numbers.get(i + 2))
                            : Palette.nearest(numbers.get(i + 2), numbers.get(i + 3), numbers.get(i + 4));
                    color(number == 38, color);
                }
                i = last;
            } else {
                style(number);
            }
        }
    }

    private void style(int number) {
        if (number >= 30 && number <= 37) {
            foreground = number - 30;
        } else if (number >= 90 && number <= 97) {
            foreground = number - 82;
        } else if (number >= 40 && number <= 47) {
            background = number - 40;
        } else if (number >= 100 && number <= 107) {
            background = number - 92;
        } else {
            switch (number) {
                case 0 -> {
                    foreground = -1;
                    background = -1;
                    bold = false;
                    faint = false;
                    italic = false;
                    underlined = false;
                    reversed = false;
                }
                case 1 -> bold = true;
                case 2 -> faint = true;
                case 3 -> italic = true;
                case 4 -> underlined = true;
                case 7 -> reversed = true;
                case 22 -> {
                    bold = false;
                    faint = false;
                }
                case 23 -> italic = false;
                case 24 -> underlined = false;
                case 27 -> reversed = false;
                case 39 -> foreground = -1;
                case 49 -> background = -1;
                default -> {
                    // Blinking, fonts and what may come: not shown.
                }
            }
        }
    }

    private void color(boolean fore, int color) {
        if (fore) {
            foreground = color;
        } else {
            background = color;
        }
    }

    private void endLine() {
        endPart();
        lines.add(line);
        line = new ArrayList<>();
    }

    private void endPart() {
        if (!part.isEmpty()) {
            line.add(new Span(classes(), part.toString()));
            part.setLength(0);
        }
    }

    private String classes() {
        StringJoiner classes = new StringJoiner(" ");
        if (foreground >= 0) {
            classes.add(String.format(Locale.ROOT, "f%x", foreground));
        }
        if (background >= 0) {
            classes.add(String.format(Locale.ROOT, "k%x", background));
        }
        if (bold) {
            classes.add("b");
        }
        if (faint) {
            classes.add("d");
        }
        if (italic) {
            classes.add("i");
        }
        if (underlined) {
            classes.add("u");
        }
        if (reversed) {
            classes.add("r");
        }
        return classes.toString();
    }

    /** The sixteen colours that every terminal has; others are shown as the nearest of them. */
    private static final class Palette {

        private static final int[][] COLORS = {
            {0, 0, 0},
            {205, 0, 0},
            {0, 205, 0},
            {205, 205, 0},
            {0, 0, 238},
            {205, 0, 205},
            {0, 205, 205},
            {229, 229, 229},
            {127, 127, 127},
            {255, 0, 0},
            {0, 255, 0},
            {255, 255, 0},
            {92, 92, 255},
            {255, 0, 255},
            {0, 255, 255},
            {255, 255, 255}
        };

        private static final int[] STEPS = {0, 95, 135, 175, 215, 255};

        private Palette() {}

        /** Of the 256 that xterm knows. */
        static int ofIndex(int index) {
            if (index < 16) {
                return index;
            }
            if (index >= 232) {
                int gray = 8 + 10 * (Math.min(index, 255) - 232);
                return nearest(gray, gray, gray);
            }
            int cube = index - 16;
            return nearest(STEPS[cube / 36], STEPS[cube / 6 % 6], STEPS[cube % 6]);
        }

        static int nearest(int red, int green, int blue) {
            int best = 0;
            long least = Long.MAX_VALUE;
            for (int i = 0; i < COLORS.length; i++) {
                long distance = square(red - COLORS[i][0]) + square(green - COLORS[i][1]) + square(blue - COLORS[i][2]);
                if (distance < least) {
                    least = distance;
                    best = i;
                }
            }
            return best;
        }

        private static long square(long difference) {
            return difference * difference;
        }
    }
}
