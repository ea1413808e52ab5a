package io.github.hirakuarai.codexrunner.cli;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Aligns rows of cells for a terminal. A table that is too wide loses the cells that matter least. */
final class Table {

    /** For output that nobody's window cuts. */
    static final int UNLIMITED = Integer.MAX_VALUE;

    private static final String GAP = "  ";

    private Table() {}

    /**
     * What a table that is too wide loses.
     *
     * @param flexible the column whose texts are cut
     * @param narrowest how narrow it may become before the next column is left out
     * @param order the columns to be left out, in this order; the flexible one may be among them
     */
    record Fit(int flexible, int narrowest, List<Integer> order) {}

    /**
     * The rows as lines without blanks at their ends; one line a row.
     *
     * @param rows each with the same number of cells, the headers first
     * @param width how many columns of a terminal there are
     */
    static List<String> lines(List<List<String>> rows, Fit fit, int width) {
        List<Integer> shown = new ArrayList<>();
        int[] widths = new int[rows.get(0).size()];
        for (int column = 0; column < widths.length; column++) {
            shown.add(column);
            for (List<String> row : rows) {
                widths[column] = Math.max(widths[column], Columns.of(row.get(column)));
            }
        }
        Integer flexible = fit.flexible();
        Iterator<Integer> next = fit.order().iterator();
        int excess = total(shown, widths) - width;
        while (excess > 0) {
            if (shown.contains(flexible) && widths[flexible] - excess >= fit.narrowest()) {
                widths[flexible] -= excess;
            } else if (next.hasNext()) {
                shown.remove(next.next());
            } else {
                break;
            }
            excess = total(shown, widths) - width;
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
