package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.engine.BriefHistory;
import io.github.hirakuarai.codexrunner.engine.Evaluation;
import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.model.Reason;
import java.io.PrintStream;
import java.util.List;

/** Prints the states of briefs as text: one line each, with the reason for each held one. */
final class StatusPrinter {

    private final PrintStream out;

    StatusPrinter(PrintStream out) {
        this.out = out;
    }

    void print(List<Evaluation> briefs, List<BriefHistory> records) {
        if (briefs.isEmpty() && records.isEmpty()) {
            out.println("no briefs found");
        }
        int width = briefs.stream()
                .mapToInt(brief -> brief.id().toString().length())
                .max()
                .orElse(0);
        briefs.forEach(brief -> print(brief, width));
        records.forEach(this::print);
    }

    private void print(Evaluation brief, int width) {
        String id = brief.id().toString();
        out.println(id + " ".repeat(width - id.length()) + "  " + String.format("%-7s", brief.state()) + "  "
                + brief.decision().text());
        for (Reason reason : brief.reasons()) {
            out.println("  " + reason.code() + ": " + SafeText.line(reason.message()));
        }
        brief.failure()
                .ifPresent(failure -> out.println("  " + failure.code() + ": " + SafeText.line(failure.message())));
        for (Problem problem : brief.problems()) {
            out.println("  " + SafeText.line(problem.toString()));
        }
    }

    private void print(BriefHistory record) {
        out.println("record of " + record.digest() + " in " + record.repository());
        for (BriefHistory.Entry entry : record.entries()) {
            String result = entry.result() == null
                    ? ""
                    : " (" + entry.result().text()
                            + (entry.failure() == null ? "" : ", " + SafeText.line(entry.failure())) + ")";
            out.println("  " + entry.at() + "  " + entry.state() + result + "  attempt " + entry.attempt() + ", run "
                    + entry.run() + ", " + SafeText.line(entry.runner()));
        }
    }
}
