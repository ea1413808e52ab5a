package io.github.hirakuarai.codexrunner.output;

import java.util.ArrayList;
import java.util.List;

/**
 * How a terminal shows a character. Colours are the sixteen that every terminal has; others are shown as the nearest of them.
 *
 * @param foreground 0 to 15, or -1 for the usual one
 * @param background 0 to 15, or -1 for the usual one
 */
public record TextStyle(
        int foreground,
        int background,
        boolean bold,
        boolean faint,
        boolean italic,
        boolean underlined,
        boolean reversed) {

    /** What a line begins with. */
    public static final TextStyle PLAIN = new TextStyle(-1, -1, false, false, false, false, false);

    /** A number of more digits is no colour. */
    private static final int MOST_DIGITS = 4;

    /** This style, changed by a sequence {@code ESC [ parameters m}. */
    TextStyle with(String parameters) {
        if (!parameters.isEmpty() && parameters.charAt(0) >= '<') {
            return this;
        }
        List<Integer> numbers = numbers(parameters);
        TextStyle style = this;
        for (int i = 0; i < numbers.size(); i++) {
            int number = numbers.get(i);
            if (number == 38 || number == 48) {
                int kind = i + 1 < numbers.size() ? numbers.get(i + 1) : -1;
                int last = i + (kind == 5 ? 2 : kind == 2 ? 4 : numbers.size());
                if (last < numbers.size()) {
                    int color = kind == 5
                            ? Palette.ofIndex(numbers.get(i + 2))
                            : Palette.nearest(numbers.get(i + 2), numbers.get(i + 3), numbers.get(i + 4));
                    style = number == 38 ? style.foreground(color) : style.background(color);
                }
                i = last;
            } else {
                style = style.with(number);
            }
        }
        return style;
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

    private TextStyle with(int number) {
        if (number >= 30 && number <= 37) {
            return foreground(number - 30);
        }
        if (number >= 90 && number <= 97) {
            return foreground(number - 82);
        }
        if (number >= 40 && number <= 47) {
            return background(number - 40);
        }
        if (number >= 100 && number <= 107) {
            return background(number - 92);
        }
        return switch (number) {
            case 0 -> PLAIN;
            case 1 -> new TextStyle(foreground, background, true, faint, italic, underlined, reversed);
            case 2 -> new TextStyle(foreground, background, bold, true, italic, underlined, reversed);
            case 3, 23 -> new TextStyle(foreground, background, bold, faint, number == 3, underlined, reversed);
            case 4, 24 -> new TextStyle(foreground, background, bold, faint, italic, number == 4, reversed);
            case 7, 27 -> new TextStyle(foreground, background, bold, faint, italic, underlined, number == 7);
            case 22 -> new TextStyle(foreground, background, false, false, italic, underlined, reversed);
            case 39 -> foreground(-1);
            case 49 -> background(-1);
            // Blinking, fonts and what may come: not shown.
            default -> this;
        };
    }

    private TextStyle foreground(int color) {
        return new TextStyle(color, background, bold, faint, italic, underlined, reversed);
    }

    private TextStyle background(int color) {
        return new TextStyle(foreground, color, bold, faint, italic, underlined, reversed);
    }

    /** The sixteen colours. */
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
