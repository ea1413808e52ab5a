package io.github.hirakuarai.codexrunner.cli;

import java.io.PrintStream;
import java.util.List;

/** Prints findings as a table, each with its fix below it, and a line that sums them up. */
final class FindingPrinter {

    /** In a narrower terminal the message stands below its subject. */
    private static final int SIDE_BY_SIDE = 60;

    private static final String UNDER = "      ";

    private final PrintStream out;
    private final int width;
    private final Colors colors;

    /** @param width of the terminal, or {@link Table#UNLIMITED} */
    FindingPrinter(PrintStream out, int width, Colors colors) {
        this.out = out;
        this.width = width;
        this.colors = colors;
    }

    /** @param all whether what is well is printed too */
    void print(List<Finding> findings, boolean all) {
        Tally tally = new Tally();
        for (Finding.Verdict verdict : Finding.Verdict.values()) {
            findings.stream().filter(one -> one.verdict() == verdict).forEach(one -> tally.add(verdict.name()));
        }
        List<Finding> shown = findings.stream()
                .filter(one -> all || one.verdict() != Finding.Verdict.ok)
                .toList();
        int subjects =
                shown.stream().mapToInt(one -> Columns.of(one.subject())).max().orElse(0);
        shown.forEach(one -> print(one, subjects));
        out.println();
        out.println(tally.line("check"));
    }

    private void print(Finding finding, int subjects) {
        String verdict = String.format("%-6s", finding.verdict());
        String begin = switch (finding.verdict()) {
            case ok -> colors.good(verdict);
            case warn -> colors.warning(verdict);
            case fail -> colors.bad(verdict);
        };
        boolean sideBySide = width >= SIDE_BY_SIDE;
        String indent = sideBySide ? UNDER + " ".repeat(subjects + 2) : UNDER;
        List<String> lines = Wrap.lines(SafeText.line(finding.message()), width, indent);
        if (sideBySide) {
            String subject = finding.subject() + " ".repeat(subjects - Columns.of(finding.subject()) + 2);
            out.println(begin + subject + lines.get(0).substring(indent.length()));
            lines.subList(1, lines.size()).forEach(out::println);
        } else {
            out.println(begin + finding.subject());
            lines.forEach(out::println);
        }
        if (finding.hint() != null) {
            Wrap.lines("fix: " + SafeText.line(finding.hint()), width, indent).forEach(out::println);
        }
    }
}
