package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.event.Preview;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.StepResult;
import io.github.hirakuarai.codexrunner.publish.NextCommand;
import io.github.hirakuarai.codexrunner.spi.RenderedText;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Says in text what runs would bring: for each brief its steps, the diff, and every text that would be published. */
final class PreviewPrinter {

    private final PrintStream out;
    private final int width;
    private final Colors colors;

    /** @param width of the terminal, or {@link Table#UNLIMITED} */
    PreviewPrinter(PrintStream out, int width, Colors colors) {
        this.out = out;
        this.width = width;
        this.colors = colors;
    }

    void print(List<Preview> previews) {
        EvaluationPrinter evaluations = new EvaluationPrinter(out, width);
        if (previews.isEmpty()) {
            evaluations.print(List.of());
        }
        for (Preview preview : previews) {
            evaluations.print(List.of(preview.evaluation()));
            if (preview.trial() != null) {
                print(preview.trial());
            }
        }
    }

    private void print(Preview.Trial trial) {
        for (StepResult step : trial.steps()) {
            out.println("  ran " + step.ordinal() + "    "
                    + SafeText.line(step.step().name()) + ": "
                    + SafeText.line(step.exit().text()) + " after " + Elapsed.text(step.elapsed()));
        }
        String result = trial.result().state() + " (" + trial.result().text() + ")";
        out.println("  result   " + (trial.failure() == null ? colors.good(result) : colors.bad(result)));
        if (trial.failure() != null) {
            print(trial.failure());
        }
        for (Preview.ChangedFile file : trial.files()) {
            out.println("  " + String.format("%-8s", file.kind().name().toLowerCase(Locale.ROOT)) + " "
                    + SafeText.line(file.path()) + (file.published() ? "" : "  (would not be published)"));
        }
        trial.gitNotes().forEach(note -> out.println("  git      " + SafeText.line(note)));
        diff(trial.diff());
        if (trial.commit() != null) {
            print(trial.commit());
        }
        for (Preview.PlannedOutput output : trial.outputs()) {
            for (RenderedText text : output.texts()) {
                text(output.type() + ": " + text.part(), text.text());
            }
        }
        if (trial.comment() != null) {
            text("status comment", trial.comment());
        }
    }

    private void print(Failure failure) {
        out.println("           " + failure.code() + ": " + SafeText.line(failure.message()));
        // Nothing was claimed, so there is nothing to retry.
        NextCommand.after(failure).advice().ifPresent(advice -> out.println("           " + SafeText.line(advice)));
    }

    private void print(Preview.PlannedCommit commit) {
        String replaced = commit.replaces() == null
                ? ""
                : ", in place of " + commit.replaces().substring(0, 8);
        text("commit message, on " + commit.branch() + replaced, commit.message());
        commit.files().forEach(file -> text("file " + SafeText.line(file.path()), file.text()));
    }

    private void diff(String diff) {
        title("diff from the base");
        if (diff.isBlank()) {
            out.println("(none)");
        }
        diff.lines().forEach(line -> out.println(colors.diff(SafeText.line(line))));
    }

    private void text(String title, String text) {
        title(title);
        text.lines().forEach(line -> out.println(SafeText.line(line)));
    }

    private void title(String title) {
        out.println();
        out.println(colors.strong("── " + title + " ──"));
    }
}
