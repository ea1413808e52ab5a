package io.github.hirakuarai.codexrunner.publish;

import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.model.StepResult;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.util.ArrayList;
import java.util.List;

/** The steps of a run in a comment: a table of those that matter, the output of failed ones, and the rest folded. */
final class StepSections {

    /** A longer table is folded, and the failed steps' rows alone are seen. */
    private static final int SEEN_ROWS = 8;

    /** So many rows of the whole table are shown, in its fold. */
    private static final int MOST_ROWS = 120;

    private static final int LONGEST_NAME = 60;

    /** The output of so many failed steps is seen; that of others is folded. */
    private static final int SEEN_OUTPUTS = 2;

    /** What all seen output together may take: lines, and characters. */
    private static final int SEEN_LINES = 40;

    private static final int SEEN_ROOM = 12_000;

    /** So many folds stand side by side; more go into one. */
    private static final int MOST_FOLDS = 3;

    /** Of so many steps the output is folded; of more, the last ones' is. */
    private static final int MOST_OUTPUTS = 20;

    private static final int FOLDED_ROOM = 10_000;

    private final TextSanitizer sanitizer;
    private final RunSections sections;
    private final Inline inline;
    private final OutputExcerpt excerpt;

    StepSections(TextSanitizer sanitizer, RunSections sections, Inline inline) {
        this.sanitizer = sanitizer;
        this.sections = sections;
        this.inline = inline;
        this.excerpt = new OutputExcerpt(sanitizer, sections);
    }

    /** The failed steps whose output is seen: the one that ended the run, and at most one before or after it. */
    List<StepResult> seen(RunReport report) {
        List<StepResult> failed = report.steps().stream()
                .filter(step -> RunSteps.failed(step) && !step.outputTail().isBlank())
                .toList();
        List<StepResult> seen = new ArrayList<>(failed.subList(0, Math.min(SEEN_OUTPUTS, failed.size())));
        RunSteps.decisive(report)
                .filter(step -> failed.contains(step) && !seen.contains(step))
                .ifPresent(step -> seen.set(seen.size() - 1, step));
        return seen;
    }

    /** What failed steps wrote; each under its name when there are several, because one alone is named by the headline. */
    List<String> seenOutputs(List<StepResult> seen) {
        List<String> parts = new ArrayList<>();
        for (StepResult step : seen) {
            if (seen.size() > 1) {
                parts.add(sections.say("output.seen", step.ordinal(), name(step)));
            }
            parts.add(fence(step, SEEN_LINES / seen.size(), SEEN_ROOM / seen.size()));
        }
        return parts;
    }

    /** A table of all steps when it is short; of a long one, the failed steps' rows, and the whole in a fold. */
    List<String> table(List<StepResult> steps) {
        if (steps.isEmpty()) {
            return List.of();
        }
        if (steps.size() <= SEEN_ROWS) {
            return List.of(rows(steps));
        }
        List<String> parts = new ArrayList<>();
        List<StepResult> failed = steps.stream().filter(RunSteps::failed).toList();
        if (!failed.isEmpty()) {
            parts.add(rows(failed.subList(0, Math.min(SEEN_ROWS, failed.size()))));
        }
        parts.addAll(sections.fold(
                sections.say("steps.all", sections.count("steps.count", steps.size())),
                List.of(
                        rows(steps.subList(0, Math.min(MOST_ROWS, steps.size()))),
                        steps.size() > MOST_ROWS ? sections.say("more", steps.size() - MOST_ROWS) : "")));
        return parts;
    }

    /** A row for each of these steps. */
    String rows(List<StepResult> steps) {
        StringBuilder table = new StringBuilder("| | " + sections.say("step") + " | " + sections.say("result") + " | "
                + sections.say("time") + " |\n| :-: | --- | --- | --: |");
        for (StepResult step : steps) {
            String bold = RunSteps.failed(step) ? "**" : "";
            boolean began = !(step.exit() instanceof StepExit.Skipped);
            table.append("\n| ").append(sign(step)).append(" | ");
            table.append(bold)
                    .append(step.ordinal())
                    .append(". ")
                    .append(named(step))
                    .append(bold);
            table.append(" | ").append(bold).append(sections.exit(step.exit())).append(bold);
            table.append(began ? " | " + sections.elapsed(step.elapsed()) : " |")
                    .append(" |");
        }
        return table.toString();
    }

    private static String sign(StepResult step) {
        if (step.exit().succeeded()) {
            return "✅";
        }
        return step.exit() instanceof StepExit.Skipped ? "⏭" : step.step().continueOnError() ? "⚠️" : "❌";
    }

    private String name(StepResult step) {
        return inline.code(step.step().name(), LONGEST_NAME);
    }

    private String named(StepResult step) {
        return inline.cell(step.step().name(), LONGEST_NAME);
    }

    /** What the other steps wrote, folded; steps that wrote nothing are left out. */
    List<String> folded(List<StepResult> steps, List<StepResult> seen) {
        List<StepResult> wrote = steps.stream()
                .filter(step -> !step.outputTail().isBlank() && !seen.contains(step))
                .toList();
        List<StepResult> shown = wrote.subList(Math.max(0, wrote.size() - MOST_OUTPUTS), wrote.size());
        if (shown.isEmpty()) {
            return List.of();
        }
        int room = FOLDED_ROOM / shown.size();
        List<String> parts = new ArrayList<>();
        if (shown.size() <= MOST_FOLDS) {
            shown.forEach(step -> parts.addAll(sections.fold(
                    sections.say("output.of", step.ordinal(), summary(step), lines(step)),
                    List.of(fence(step, OutputExcerpt.MOST, room)))));
            return parts;
        }
        if (shown.size() < wrote.size()) {
            parts.add(sections.say("outputs.last", shown.size(), wrote.size()));
        }
        for (StepResult step : shown) {
            parts.addAll(output(step, room));
        }
        return sections.fold(sections.say("outputs.of", sections.count("steps.count", wrote.size())), parts);
    }

    /** What a step wrote, under its name. */
    List<String> output(StepResult step, int room) {
        return List.of(
                sections.say("output.named", step.ordinal(), name(step), lines(step)),
                fence(step, OutputExcerpt.MOST, room));
    }

    /** In a summary no Markdown is read, and no mention is looked for inside of code. */
    private String summary(StepResult step) {
        return "<code>" + inline.html(step.step().name(), LONGEST_NAME) + "</code>"
                + (RunSteps.failed(step) ? " " + sign(step) : "");
    }

    private String lines(StepResult step) {
        return sections.count("lines.count", OutputExcerpt.lines(step.outputTail()));
    }

    private String fence(StepResult step, int lines, int room) {
        return sanitizer.fenced(excerpt.of(step, lines, room), "text", 2 * room).stripTrailing();
    }
}
