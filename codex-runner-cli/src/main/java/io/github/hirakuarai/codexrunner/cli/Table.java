package io.github.hirakuarai.codexrunner.cli;

import java.util.ArrayList;
import java.util.List;

/** Aligns rows of cells for a terminal. A table that is too wide loses the cells that matter least. */
final class Table {

    /** For output that nobody's window cuts. */
    static final int UNLIMITED = Integer.MAX_VALUE;

    private static final String GAP = "  ";

    /** A narrower column tells nothing, and is left out. */
    private static final int NARROWEST = 12;

    private Table() {}

    /**
     * The rows as lines without blanks at their ends; one line a row.
     *
     * @param rows each with the same number of cells, the headers first
     * @param flexible the column whose texts are cut when the table is too wide, and that is the first to be left out
     * @param next the columns to be left out then, in this order
     * @param width how many columns of a terminal there are
     */
    static List<String> lines(List<List<String>> rows, int flexible, List<Integer> next, int width) {
        List<Integer> shown = new ArrayList<>();
        int[] widths = new int[rows.get(0).size()];
        for (int column = 0; column < widths.length; column++) {
            shown.add(column);
            for (List<String> row : rows) {
                widths[column] = Math.max(widths[column], Columns.of(row.get(column)));
            }
        }
        int excess = total(shown, widths) - width;
        if (excess > 0) {
            widths[flexible] -= excess;
            if (widths[flexible] < NARROWEST) {
                shown.remove(Integer.valueOf(flexible));
                for (int column : next) {
                    if (total(shown, widths) > width) {
                        shown.remove(Integer.valueOf(column));
                    }
                }
            }
        }
        return rows.stream().map(row -> line(row, shown, widths)).toList();
    }

    private static int total(List<Integer> shown, int[] widths) {
        return shown.stream().mapToInt(column -> widths[column]).sum() + GAP.length() * (shown.size() - 1);
    }

    private static String line(List<String> row, List<Integer> shown, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column : shown) {
            String cell = Columns.cut(row.get(column), widths[column]);
            line.append(cell)
                    .append(" ".repeat(widths[column] - Columns.of(cell)))
                    .append(GAP);
        }
        return line.toString().stripTrailing();
    }
}
