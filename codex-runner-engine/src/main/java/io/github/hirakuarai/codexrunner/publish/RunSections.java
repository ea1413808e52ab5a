package io.github.hirakuarai.codexrunner.publish;

import io.github.hirakuarai.codexrunner.model.Action;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.model.Reason;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.Step;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.text.MessageFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The parts that the status comment and a report in the repository have in common, in the language of their reader. */
final class RunSections {

    /** So many rows of a table or lines of a list are shown. */
    static final int MOST_ROWS = 40;

    private static final int LONGEST_CAUSE = 80;

    /** The name of an image may be part of it, and whoever approves sees all of it. */
    private static final int LONGEST_HOST = 600;

    /** The signal that no process can refuse. */
    private static final int KILL = 9;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final TextSanitizer sanitizer;
    private final Inline inline;
    private final Locale locale;
    private final ResourceBundle messages;
    private final @Nullable ResourceBundle codes;

    RunSections(TextSanitizer sanitizer, Locale locale) {
        this.sanitizer = sanitizer;
        this.locale = locale;
        inline = new Inline(sanitizer);
        boolean japanese = locale.getLanguage().equals("ja");
        messages = ResourceBundle.getBundle(
                RunSections.class.getPackageName() + ".messages", japanese ? Locale.JAPANESE : Locale.ENGLISH);
        codes = japanese ? CodeTexts.japanese() : null;
    }

    /** A table of what was run, where and when. */
    String facts(RunReport report) {
        StringBuilder table = new StringBuilder("| | |\n| --- | --- |");
        fact(table, "fact.brief", inline.cell(report.id().toString()));
        fact(table, "fact.digest", inline.cell(report.digest().toString()));
        if (report.attempt() != RunReport.PREVIEW) {
            fact(table, "fact.run", say("fact.attempt", inline.cell(report.run().value()), report.attempt()));
        }
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
        Failure failure = report.failure();
        if (failure != null) {
            fact(table, "fact.code", inline.cell(failure.code()));
            if (!isKnown(failure.message())) {
                fact(table, "fact.message", inline.cell(failure.message()));
            }
        }
        RunReport.Logs logs = report.logs();
        if (logs != null) {
            fact(table, "fact.logs", say("fact.logs.on", inline.cell(logs.folder()), inline.text(logs.runner())));
        }
        return table.toString();
    }

    void fact(StringBuilder table, String key, String value) {
        table.append("\n| ").append(say(key)).append(" | ").append(value).append(" |");
    }

    /** The first steps with their scripts, as far as there is room. */
    List<String> scripts(Map<String, String> env, List<Step> steps, int room) {
        int shown = Math.min(steps.size(), MOST_ROWS);
        List<String> parts = scripts(env, steps.subList(0, shown), room / 4, room / shown);
        if (shown < steps.size()) {
            parts.add(say("more", steps.size() - shown));
        }
        return parts;
    }

    /** Every step with its whole script, however long that is. */
    List<String> wholeScripts(Map<String, String> env, List<Step> steps) {
        return scripts(env, steps, Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    private List<String> scripts(Map<String, String> env, List<Step> steps, int variableRoom, int scriptRoom) {
        List<String> parts = new ArrayList<>();
        if (!env.isEmpty()) {
            parts.add(title("variables"));
            parts.add(variables(env, variableRoom));
        }
        parts.add(title("steps"));
        for (Step step : steps) {
            parts.add(inline.code(step.name(), scriptRoom) + " (" + kind(step.action())
                    + (step.always() ? ", if: always" : "")
                    + (step.continueOnError() ? ", continue_on_error: true" : "")
                    + (step.timeout() == null ? "" : ", timeout: " + elapsed(step.timeout())) + ")");
            if (!step.env().isEmpty()) {
                parts.add(variables(step.env(), scriptRoom / 4));
            }
            parts.add(fenced(step.action().text(), scriptRoom));
        }
        return parts;
    }

    private String kind(Action action) {
        return action.arguments().isEmpty() ? action.kind() : say("kind.words", action.kind());
    }

    private String variables(Map<String, String> env, int room) {
        String lines = env.entrySet().stream()
                .map(variable -> oneEntry(variable.getKey() + "=" + variable.getValue()))
                .collect(Collectors.joining("\n"));
        return fenced(lines, room);
    }

    /** An entry of a list, with its other lines indented: so none of them can pass for an entry of its own. */
    static String oneEntry(String text) {
        return text.replaceAll("\\R", "$0    ");
    }

    /** A text as a block, however long it is. */
    String whole(String text) {
        return fenced(text, Integer.MAX_VALUE);
    }

    private String fenced(String text, int room) {
        return sanitizer.fenced(text, "text", room).stripTrailing();
    }

    /** Lane, executor and host in a table's cell. */
    String place(RunReport.Place place) {
        return say(
                "fact.place",
                inline.cell(place.lane()),
                inline.cell(place.executor()),
                inline.cell(place.host(), LONGEST_HOST));
    }

    /** Why a brief ended, and what users can do. */
    List<String> failure(Failure failure) {
        List<String> parts = new ArrayList<>();
        parts.add(title("failure"));
        parts.add(inline.code(failure.code()) + " " + explained(failure.code(), failure.message()));
        if (failure.hint() != null) {
            parts.add(say("hint") + " " + inline.text(phrase(failure.hint())));
        }
        return parts;
    }

    /** What is wrong with a brief; nothing when it is valid. */
    List<String> problems(List<Problem> problems) {
        return bulleted(
                "problems",
                problems,
                problem -> inline.code(problem.line() + ":" + problem.column() + " " + problem.code()) + " "
                        + withHint(explained(problem.code().name(), problem.message()), problem.hint()));
    }

    private String withHint(String message, @Nullable String hint) {
        return hint == null || !isKnown(hint) ? message : say("problem.hint", message, inline.text(phrase(hint)));
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

    /** How a step ended, in a few words. */
    String exit(StepExit exit) {
        if (exit instanceof StepExit.Exited exited) {
            return say("exit.code", exited.code());
        }
        if (exit instanceof StepExit.Signalled signalled) {
            return signalled.signal() == KILL ? say("exit.killed") : say("exit.signal", signalled.signal());
        }
        if (exit instanceof StepExit.TimedOut timedOut) {
            return say("exit.timedOut", elapsed(timedOut.limit()));
        }
        if (exit instanceof StepExit.Cancelled cancelled) {
            return say("exit.cancelled", inline.text(phrase(cancelled.why()), LONGEST_CAUSE));
        }
        if (exit instanceof StepExit.Lost lost) {
            return say("exit.lost", inline.text(phrase(lost.why()), LONGEST_CAUSE));
        }
        return exit instanceof StepExit.NotStarted notStarted
                ? say("exit.notStarted", inline.text(phrase(notStarted.why()), LONGEST_CAUSE))
                : say("exit.skipped");
    }

    /** A part of a text that is seen when it is unfolded. Markdown inside of it is read only behind a blank line. */
    List<String> fold(String summary, List<String> content) {
        List<String> parts = new ArrayList<>();
        parts.add("<details>\n<summary>" + summary + "</summary>");
        content.stream().filter(part -> !part.isEmpty()).forEach(parts::add);
        parts.add("</details>");
        return parts;
    }

    /** A link that says what it leads to, without the name of the repository in which it is read. */
    String link(Link link, RepositoryName here) {
        String text = link.text().startsWith(here + "#")
                ? link.text().substring(here.toString().length())
                : link.text();
        return "[" + inline.text(text) + "](<" + link.url().toASCIIString() + ">)";
    }

    /** A link in a list of several, with its kind in front. */
    String listed(Link link, RepositoryName here) {
        String kind = "link." + link.kind();
        return (messages.containsKey(kind) ? say(kind) : inline.text(link.kind())) + " " + link(link, here);
    }

    /**
     * What a stable code's message says, in the reader's language. A message that is known in English only, such as a server's,
     * follows the sentence of its code.
     */
    String explained(String code, String message) {
        return Phrases.in(locale, message)
                .map(inline::text)
                .orElseGet(() -> codes != null && codes.containsKey(code)
                        ? say("details", codes.getString(code), inline.code(message))
                        : inline.text(message));
    }

    /** The same without what is known in English only, which {@link #facts} holds. */
    String meaning(String code, String message) {
        return Phrases.in(locale, message)
                .orElseGet(() -> codes != null && codes.containsKey(code) ? codes.getString(code) : message);
    }

    /** A text in the reader's language; as it is when it is known in English only. */
    String phrase(String text) {
        return Phrases.in(locale, text).orElse(text);
    }

    /** Whether the reader is told a failure's whole message in their language. */
    boolean isKnown(String message) {
        return Phrases.in(locale, message).isPresent();
    }

    /** A number of things: one and many have their own words. */
    String count(String key, long number) {
        return say(key + (number == 1 ? ".one" : ".many"), number);
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

    String time(Instant instant) {
        return TIME.format(instant);
    }

    String elapsed(Duration duration) {
        if (duration.compareTo(Duration.ofMinutes(1)) < 0) {
            return say(
                    "elapsed.seconds", String.format(Locale.ROOT, "%.1f", Math.max(0, duration.toMillis()) / 1000.0));
        }
        return duration.toHours() == 0
                ? say(
                        duration.toSecondsPart() == 0 ? "elapsed.minutes.whole" : "elapsed.minutes",
                        duration.toMinutesPart(),
                        duration.toSecondsPart())
                : say("elapsed.hours", duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart());
    }
}
