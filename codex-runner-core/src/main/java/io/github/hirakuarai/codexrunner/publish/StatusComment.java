package io.github.hirakuarai.codexrunner.publish;

import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.model.StepResult;
import io.github.hirakuarai.codexrunner.spi.TextGate;
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

/**
 * Writes a brief's one status comment (protocol §6): first the hidden marker, then what a person wants to know, the most
 * important first. The same facts give the same text, so that a comment is edited only when something has changed. Safe
 * for many threads.
 */
public final class StatusComment {

    /** Room for the parts that may be long, in characters; together they leave enough for the rest, so nothing is cut. */
    private static final int OUTPUT_ROOM = 15_000;

    private static final int DIFF_ROOM = 20_000;
    private static final int LIST_ROOM = 2_500;

    private static final int MOST_ROWS = 40;

    private final TextGate gate;
    private final Inline inline;
    private final Locale locale;
    private final ResourceBundle messages;

    /**
     * A writer of comments.
     *
     * @param gate everything passes it
     * @param locale English or Japanese; any other gives English
     */
    public StatusComment(TextGate gate, Locale locale) {
        this.gate = gate;
        this.locale = locale;
        inline = new Inline(gate);
        boolean japanese = locale.getLanguage().equals("ja");
        messages = ResourceBundle.getBundle(
                StatusComment.class.getPackageName() + ".messages", japanese ? Locale.JAPANESE : Locale.ENGLISH);
    }

    /** The comment's Markdown, which has passed the gate. */
    public String render(RunReport report) {
        List<String> parts = new ArrayList<>();
        parts.add(headline(report));
        parts.add(facts(report));
        addFailure(parts, report);
        addList(
                parts,
                "problems",
                report.problems(),
                problem -> inline.code(problem.line() + ":" + problem.column() + " " + problem.code()) + " "
                        + inline.text(problem.message())
                        + (problem.hint() == null ? "" : " (" + inline.text(problem.hint()) + ")"));
        addList(
                parts,
                "reasons",
                report.reasons(),
                reason -> inline.code(reason.code().name()) + " " + inline.text(reason.message()));
        addList(parts, "links", report.links(), this::link);
        addSteps(parts, report.steps());
        addChanges(parts, report.changes());
        String marker = new Marker.Status(report.key(), report.digest(), report.run(), report.state()).write();
        return marker + "\n" + gate.markdown(String.join("\n\n", parts) + "\n");
    }

    private String headline(RunReport report) {
        Result result = report.result();
        String state = say("state." + report.state());
        return "### "
                + (result == null
                        ? say("headline", sign(report.state()), state)
                        : say("headline.result", sign(result), state, say("result." + result)));
    }

    private static String sign(BriefState state) {
        return state == BriefState.RUNNING || state == BriefState.PICKED ? "⏳" : "•";
    }

    private static String sign(Result result) {
        return switch (result) {
            case SUCCESS -> "✅";
            case PARTIAL -> "⚠️";
            case FAILURE, INVALID, TIMED_OUT, CANCELLED, INTERRUPTED, EXPIRED -> "❌";
        };
    }

    private String facts(RunReport report) {
        StringBuilder table = new StringBuilder("| | |\n| --- | --- |");
        fact(table, "fact.brief", inline.cell(report.id().toString()));
        fact(table, "fact.digest", inline.cell(report.digest().toString()));
        fact(table, "fact.run", say("fact.attempt", inline.cell(report.run().value()), report.attempt()));
        RunReport.Place place = report.place();
        if (place != null) {
            String where = say(
                    "fact.place", inline.cell(place.lane()), inline.cell(place.executor()), inline.cell(place.host()));
            fact(table, "fact.lane", where);
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

    private void fact(StringBuilder table, String key, String value) {
        table.append("\n| ").append(say(key)).append(" | ").append(value).append(" |");
    }

    private void addFailure(List<String> parts, RunReport report) {
        Failure failure = report.failure();
        if (failure == null) {
            return;
        }
        parts.add(title("failure"));
        parts.add(inline.code(failure.code()) + " " + inline.text(failure.message()));
        if (failure.mend() != null) {
            parts.add(say("mend") + " " + inline.text(failure.mend()));
        }
        if (report.changes() != null) {
            parts.add(say("branch.stays", inline.code(report.changes().branch())));
        }
        List<StepResult> failed = report.steps().stream()
                .filter(step -> !step.exit().succeeded() && !step.outputTail().isBlank())
                .toList();
        // The one that ended the run is the last, but for those that always run.
        for (StepResult step : failed.subList(Math.max(0, failed.size() - 3), failed.size())) {
            parts.add(say("output", step.ordinal()));
            parts.add(gate.fenced(step.outputTail(), "text", OUTPUT_ROOM / Math.min(3, failed.size()))
                    .stripTrailing());
        }
    }

    private <T> void addList(List<String> parts, String title, List<T> items, Function<T, String> item) {
        if (!items.isEmpty()) {
            parts.add(title(title));
            List<String> lines = new ArrayList<>();
            items.stream().limit(MOST_ROWS).forEach(one -> lines.add("- " + item.apply(one)));
            if (items.size() > MOST_ROWS) {
                lines.add("- " + say("more", items.size() - MOST_ROWS));
            }
            parts.add(String.join("\n", lines));
        }
    }

    private String link(Link link) {
        return "[" + inline.code(link.text()) + "](<" + link.url().toASCIIString() + ">)";
    }

    private void addSteps(List<String> parts, List<StepResult> steps) {
        if (steps.isEmpty()) {
            return;
        }
        parts.add(title("steps"));
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
        parts.add(table.toString());
    }

    private String exit(StepExit exit) {
        String sign = exit.succeeded() ? "✅ " : exit instanceof StepExit.Skipped ? "" : "❌ ";
        return sign + inline.cell(exit.text());
    }

    private void addChanges(List<String> parts, RunReport.@Nullable Changes changes) {
        if (changes == null) {
            return;
        }
        addFolded(parts, "others", changes.others());
        addFolded(parts, "notes", changes.notes());
        // Markdown inside of <details> is read only behind a blank line.
        parts.add("<details>\n<summary>" + say("changes") + "</summary>");
        parts.add(say("status.before"));
        parts.add(status(changes.statusBefore()));
        parts.add(say("status.after"));
        parts.add(status(changes.statusAfter()));
        if (changes.diff().isBlank()) {
            parts.add(say("diff.none"));
        } else {
            parts.add(say("diff"));
            parts.add(gate.fenced(changes.diff(), "diff", DIFF_ROOM).stripTrailing());
        }
        parts.add("</details>");
    }

    private void addFolded(List<String> parts, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            parts.add("<details>\n<summary>" + say(title) + " (" + lines.size() + ")</summary>");
            parts.add(list(lines));
            parts.add("</details>");
        }
    }

    private String status(List<String> lines) {
        return lines.isEmpty() ? say("status.clean") : list(lines);
    }

    private String list(List<String> lines) {
        return gate.fenced(String.join("\n", lines), "text", LIST_ROOM).stripTrailing();
    }

    private String title(String key) {
        return "#### " + say(key);
    }

    private String say(String key, Object... values) {
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
