package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.event.BriefHistory;
import io.github.hirakuarai.codexrunner.event.Decision;
import io.github.hirakuarai.codexrunner.event.Evaluation;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.model.Reason;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.publish.NextCommand;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Prints the states of briefs as a table, with the reason below each held one, and a line that sums them up. */
final class StatusPrinter {

    private static final Table.Fit FIT = new Table.Fit(3, 12, List.of(3, 4));
    private static final String INDENT = "  ";

    private final PrintStream out;
    private final int width;
    private final Instant now;
    private final Map<BriefId, String> runningHere;
    private final CommonOptions options;
    private final String self;

    /**
     * @param width of the terminal, or {@link Table#UNLIMITED}
     * @param runningHere how far the runs of this machine are
     * @param options of this command, which the next one gets too
     * @param self the id of the configured runner
     */
    StatusPrinter(
            PrintStream out,
            int width,
            Instant now,
            Map<BriefId, String> runningHere,
            CommonOptions options,
            String self) {
        this.out = out;
        this.width = width;
        this.now = now;
        this.runningHere = Map.copyOf(runningHere);
        this.options = options;
        this.self = self;
    }

    void print(List<Evaluation> briefs, List<BriefHistory> records) {
        if (briefs.isEmpty() && records.isEmpty()) {
            out.println("no briefs found");
        }
        if (!briefs.isEmpty()) {
            printTable(briefs);
        }
        records.forEach(this::print);
    }

    private void printTable(List<Evaluation> briefs) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("BRIEF", "STATE", "NEXT", "TITLE", "WRITTEN"));
        Tally tally = new Tally();
        for (Evaluation brief : briefs) {
            String decision = decision(brief);
            tally.add(runningHere.containsKey(brief.id()) ? "running here" : decision);
            rows.add(List.of(
                    brief.id().toString(),
                    brief.state().toString(),
                    decision,
                    SafeText.line(brief.title()),
                    Ago.text(brief.writtenAt(), now)));
        }
        Turns turns = new Turns(briefs);
        List<String> lines = Table.lines(rows, FIT, width);
        out.println(lines.get(0));
        for (int n = 0; n < briefs.size(); n++) {
            out.println(lines.get(n + 1));
            if (!runningHere.containsKey(briefs.get(n).id())) {
                printReasons(briefs.get(n));
                turns.of(briefs.get(n).id()).ifPresent(this::printBelow);
            }
        }
        out.println();
        out.println(tally.line("brief"));
    }

    private String decision(Evaluation brief) {
        String here = runningHere.get(brief.id());
        if (here != null) {
            return here;
        }
        return brief.decision() instanceof Decision.Run
                ? "would run"
                : brief.decision().text();
    }

    private void printReasons(Evaluation brief) {
        for (Reason reason : brief.reasons()) {
            printBelow(reason.code() + ": " + reason.message());
        }
        brief.failure().ifPresent(failure -> printBelow(failure.code() + ": " + failure.message()));
        for (Problem problem : brief.problems()) {
            printBelow(problem.toString());
        }
        if (brief.decision() instanceof Decision.Finished finished) {
            @Nullable String code = finished.record().failure();
            if (code != null) {
                printEnd(brief, finished.record(), code);
            }
        }
    }

    /** Why the last attempt failed, and what is to be done now. */
    private void printEnd(Evaluation brief, BriefHistory.Entry end, String code) {
        Result result = end.result() == null ? Result.FAILURE : end.result();
        String message = end.message() == null ? result.text() : end.message();
        printBelow(code + ": " + message);
        boolean retry =
                NextCommand.after(new Failure(result, code, message, null)).retry();
        printBelow("next: " + (retry ? options.command("retry " + brief.id()) : "edit the brief") + "; log on "
                + end.runner() + ": "
                + (end.runner().equals(self)
                        ? options.command("runs " + end.run())
                        : "codex-runner runs " + end.run()));
    }

    private void printBelow(String text) {
        Wrap.lines(SafeText.line(text), width, INDENT).forEach(out::println);
    }

    private void print(BriefHistory record) {
        out.println("record of " + record.digest() + " in " + record.repository());
        for (BriefHistory.Entry entry : record.entries()) {
            String result = entry.result() == null
                    ? ""
                    : " (" + entry.result().text()
                            + (entry.failure() == null ? "" : ", " + SafeText.line(entry.failure())) + ")";
            out.println("  " + Moments.text(entry.at()) + "  " + entry.state() + result + "  attempt " + entry.attempt()
                    + ", run " + entry.run() + ", " + SafeText.line(entry.runner()));
        }
    }
}
