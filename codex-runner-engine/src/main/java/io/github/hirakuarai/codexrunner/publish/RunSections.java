package io.github.hirakuarai.codexrunner.publish;

import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.model.Reason;
import io.github.hirakuarai.codexrunner.model.Step;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.model.StepResult;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.text.MessageFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The parts that the status comment and a report in the repository have in common, in the language of their reader. */
final class RunSections {

    /** So many rows of a table or lines of a list are shown. */
    static final int MOST_ROWS = 40;

    private static final int DIFF_ROOM = 20_000;
    private static final int LIST_ROOM = 2_500;

    /** What the folded outputs of all steps together may take, in characters. */
    private static final int OUTPUTS_ROOM = 12_000;

    /** Of so many steps the output is folded into the comment; of more, the last ones' is. */
    private static final int MOST_OUTPUTS = 20;

    private final TextSanitizer gate;
    private final Inline inline;
    private final Locale locale;
    private final ResourceBundle messages;
    private final @Nullable ResourceBundle codes;

    RunSections(TextSanitizer gate, Locale locale) {
        this.gate = gate;
        this.locale = locale;
        inline = new Inline(gate);
        boolean japanese = locale.getLanguage().equals("ja");
        messages = ResourceBundle.getBundle(
                RunSections.class.getPackageName() + ".messages", japanese ? Locale.JAPANESE : Locale.ENGLISH);
        codes = japanese
                ? ResourceBundle.getBundle(RunSections.class.getPackageName() + ".codes", Locale.JAPANESE)
                : null;
    }

    /** A table of what was run, where and when. */
    String facts(RunReport report) {
        StringBuilder table = new StringBuilder("| | |\n| --- | --- |");
        fact(table, "fact.brief", inline.cell(report.id().toString()));
        fact(table, "fact.digest", inline.cell(report.digest().toString()));
        fact(table, "fact.run", say("fact.attempt", inline.cell(report.run().value()), report.attempt()));
        RunReport.Place place = report.place();
        if (place != null) {
            fact(table, "fact.lane", place(place));
        }
        RunReport.Changes changes = report.changes();
        if (changes != null) {
            fact(
                    table,
                    "fact.branch",
                    say("fact.branches", inline.cell(changes.branch()), inline.cell(changes.base())));
        }
        fact(table, "fact.started", time(report.startedAt()));
        Instant ended = report.endedAt();
        if (ended != null) {
            fact(
                    table,
                    "fact.ended",
                    say("fact.elapsed", time(ended), elapsed(Duration.between(report.startedAt(), ended))));
        }
        String logs = report.logs();
        if (logs != null) {
            fact(table, "fact.logs", inline.cell(logs));
        }
        return table.toString();
    }

    void fact(StringBuilder table, String key, String value) {
        table.append("\n| ").append(say(key)).append(" | ").append(value).append(" |");
    }

    /** Each step with its script, in their order. */
    List<String> scripts(List<Step> steps, int room) {
        List<String> parts = new ArrayList<>();
        parts.add(title("steps"));
        int shown = Math.min(steps.size(), MOST_ROWS);
        for (Step step : steps.subList(0, shown)) {
            parts.add(inline.code(step.name()) + " (" + step.action().kind() + ")");
            parts.add(gate.fenced(step.action().text(), "text", room / shown).stripTrailing());
        }
        if (shown < steps.size()) {
            parts.add(say("more", steps.size() - shown));
        }
        return parts;
    }

    /** Lane, executor and host in a table's cell. */
    String place(RunReport.Place place) {
        return say("fact.place", inline.cell(place.lane()), inline.cell(place.executor()), inline.cell(place.host()));
    }

    /** Why a brief ended, and what users can do. */
    List<String> failure(Failure failure) {
        List<String> parts = new ArrayList<>();
        parts.add(title("failure"));
        parts.add(inline.code(failure.code()) + " " + explained(failure.code(), failure.message()));
        if (failure.hint() != null) {
            parts.add(say("hint") + " " + inline.text(failure.hint()));
        }
        return parts;
    }

    /** What is wrong with a brief; nothing when it is valid. */
    List<String> problems(List<Problem> problems) {
        return bulleted(
                "problems",
                problems,
                problem -> inline.code(problem.line() + ":" + problem.column() + " " + problem.code()) + " "
                        + explained(problem.code().name(), problem.message())
                        + (problem.hint() == null ? "" : " (" + inline.text(problem.hint()) + ")"));
    }

    List<String> reasons(List<Reason> reasons) {
        return bulleted(
                "reasons",
                reasons,
                reason -> inline.code(reason.code().name()) + " "
                        + explained(reason.code().name(), reason.message()));
    }

    /** A list under its title; nothing when it is empty. */
    <T> List<String> bulleted(String title, List<T> items, Function<T, String> item) {
        return items.isEmpty()
                ? List.of()
                : List.of(title(title), list(items, item).get(0));
    }

    /** A list; nothing when it is empty. */
    <T> List<String> list(List<T> items, Function<T, String> item) {
        if (items.isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        items.stream().limit(MOST_ROWS).forEach(one -> lines.add("- " + item.apply(one)));
        if (items.size() > MOST_ROWS) {
            lines.add("- " + say("more", items.size() - MOST_ROWS));
        }
        return List.of(String.join("\n", lines));
    }

    /** A table of the steps; nothing when there are none. */
    List<String> steps(List<StepResult> steps) {
        if (steps.isEmpty()) {
            return List.of();
        }
        StringBuilder table = new StringBuilder(
                "| # | " + say("step") + " | " + say("exit") + " | " + say("time") + " |\n| --: | --- | --- | --: |");
        int left = Math.max(0, steps.size() - MOST_ROWS);
        for (int row = 0; row < steps.size(); row++) {
            if (left > 0 && row == MOST_ROWS / 2) {
                table.append("\n| | ").append(say("more", left)).append(" | | |");
                row += left;
            }
            StepResult step = steps.get(row);
            table.append("\n| ").append(step.ordinal());
            table.append(" | ").append(inline.cell(step.step().name()));
            table.append(" | ").append(exit(step.exit()));
            table.append(" | ").append(elapsed(step.elapsed())).append(" |");
        }
        return List.of(title("steps"), table.toString());
    }

    private String exit(StepExit exit) {
        String sign = exit.succeeded() ? "✅ " : exit instanceof StepExit.Skipped ? "" : "❌ ";
        return sign + inline.cell(exit.text());
    }

    /** What a step wrote, as far as it explains its result. */
    List<String> output(StepResult step, int room) {
        return List.of(
                say("output", step.ordinal()),
                gate.fenced(OutputExcerpt.of(step.outputTail(), gate), "text", room)
                        .stripTrailing());
    }

    /** What these steps wrote, each folded; steps that wrote nothing are left out. */
    List<String> outputs(List<StepResult> steps) {
        List<StepResult> wrote =
                steps.stream().filter(step -> !step.outputTail().isBlank()).toList();
        List<StepResult> shown = wrote.subList(Math.max(0, wrote.size() - MOST_OUTPUTS), wrote.size());
        List<String> parts = new ArrayList<>();
        for (StepResult step : shown) {
            addFold(
                    parts,
                    say("output.of", step.ordinal()),
                    gate.fenced(OutputExcerpt.of(step.outputTail(), gate), "text", OUTPUTS_ROOM / shown.size())
                            .stripTrailing());
        }
        return parts;
    }

    /** What was run, where and when, folded: of use to those who look for a log, and to machines. */
    List<String> details(RunReport report) {
        List<String> parts = new ArrayList<>();
        addFold(parts, say("run.details"), facts(report));
        return parts;
    }

    /** What the steps changed, folded. */
    List<String> changes(RunReport.Changes changes, boolean diff) {
        List<String> parts = new ArrayList<>();
        addFolded(parts, "others", changes.others());
        addFolded(parts, "notes", changes.notes());
        // Markdown inside of <details> is read only behind a blank line.
        parts.add("<details>\n<summary>" + say(diff ? "changes" : "changes.status") + "</summary>");
        parts.add(say("status.before"));
        parts.add(status(changes.statusBefore()));
        parts.add(say("status.after"));
        parts.add(status(changes.statusAfter()));
        if (diff && changes.diff().isBlank()) {
            parts.add(say("diff.none"));
        } else if (diff) {
            parts.add(say("diff"));
            parts.add(gate.fenced(changes.diff(), "diff", DIFF_ROOM).stripTrailing());
        }
        parts.add("</details>");
        return parts;
    }

    private void addFolded(List<String> parts, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            addFold(parts, say(title) + " (" + lines.size() + ")", list(lines));
        }
    }

    /** Markdown inside of a fold is read only behind a blank line. */
    private static void addFold(List<String> parts, String summary, String content) {
        parts.add("<details>\n<summary>" + summary + "</summary>");
        parts.add(content);
        parts.add("</details>");
    }

    /**
     * A stable code with what it means to the reader: messages are English, so that for other readers a sentence of their own
     * language comes first. A plugin's own code has none.
     */
    String explained(String code, String message) {
        String sentence = codes != null && codes.containsKey(code) ? codes.getString(code) + say("details") : "";
        return sentence + inline.text(message);
    }

    private String status(List<String> lines) {
        return lines.isEmpty() ? say("status.clean") : list(lines);
    }

    private String list(List<String> lines) {
        return gate.fenced(String.join("\n", lines), "text", LIST_ROOM).stripTrailing();
    }

    String title(String key) {
        return "#### " + say(key);
    }

    String say(String key, Object... values) {
        return new MessageFormat(messages.getString(key), locale).format(texts(values));
    }

    /** Numbers as they are: a locale's grouping signs would make ids and counts of them hard to find. */
    private static Object[] texts(Object[] values) {
        Object[] texts = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            texts[i] = values[i].toString();
        }
        return texts;
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String elapsed(Duration duration) {
        if (duration.compareTo(Duration.ofMinutes(1)) < 0) {
            return String.format(Locale.ROOT, "%.1f s", Math.max(0, duration.toMillis()) / 1000.0);
        }
        String minutes = duration.toMinutesPart() + " min " + duration.toSecondsPart() + " s";
        return duration.toHours() == 0 ? minutes : duration.toHours() + " h " + minutes;
    }
}
