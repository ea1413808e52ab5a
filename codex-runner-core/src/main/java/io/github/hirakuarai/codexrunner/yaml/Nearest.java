package io.github.hirakuarai.codexrunner.yaml;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody may have meant. */
public final class Nearest {

    private static final int LONGEST = 64;

    private Nearest() {}

    /**
     * The word that takes the fewest edits (a character put in, left out or replaced, or two neighbours swapped) to be
     * made of what was written; empty when none is near.
     */
    public static Optional<String> to(String written, Collection<String> known) {
        if (written.length() > LONGEST) {
            return Optional.empty();
        }
        String nearest = null;
        int fewest = Integer.MAX_VALUE;
        for (String word : known) {
            int edits = edits(written.toLowerCase(Locale.ROOT), word.toLowerCase(Locale.ROOT));
            if (edits < fewest && edits <= Math.max(1, Math.max(word.length(), written.length()) / 3)) {
                nearest = word;
                fewest = edits;
            }
        }
        return Optional.ofNullable(nearest);
    }

    /** The optimal string alignment distance. */
    private static int edits(String from, String to) {
        int[] before = new int[to.length() + 1];
        int[] above = new int[to.length() + 1];
        for (int column = 0; column <= to.length(); column++) {
            above[column] = column;
        }
        for (int row = 1; row <= from.length(); row++) {
            int[] current = new int[to.length() + 1];
            current[0] = row;
            for (int column = 1; column <= to.length(); column++) {
                int replaced = above[column - 1] + (from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1);
                int best = Math.min(replaced, Math.min(above[column], current[column - 1]) + 1);
                if (row > 1
                        && column > 1
                        && from.charAt(row - 1) == to.charAt(column - 2)
                        && from.charAt(row - 2) == to.charAt(column - 1)) {
                    best = Math.min(best, before[column - 2] + 1);
                }
                current[column] = best;
            }
            before = above;
            above = current;
        }
        return above[to.length()];
    }
}
