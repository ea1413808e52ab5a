package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.archive.PastRun;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.output.StepScripts;
import io.github.hirakuarai.codexrunner.output.TerminalLine;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Says in text what has run on this machine. */
final class RunPrinter {

    /** What stands in the head of a run, and needs not be said again in its journal. */
    private static final Set<String> SAID = Set.of(
            "at",
            "intent",
            "receipt",
            "brief",
            "key",
            "repository",
            "attempt",
            "workspace",
            "links",
            "kind",
            "detail",
            "title");

    /** In characters. So long that no secret lies across its end by chance. */
    private static final int LONGEST_LINE = 1 << 20;

    /** The name of a run is long; the title and how it ended say more. */
    private static final Table.Fit FIT = new Table.Fit(2, 16, List.of(5, 0, 2, 4));

    private final PrintStream out;

    RunPrinter(PrintStream out) {
        this.out = out;
    }

    /**
     * A table of runs, and a line that sums them up.
     *
     * @param width of the terminal, or {@link Table#UNLIMITED}
     */
    void print(List<PastRun> runs, int width, Instant now) {
        if (runs.isEmpty()) {
            out.println("no runs yet");
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("RUN", "BRIEF", "TITLE", "RESULT", "STARTED", "TOOK"));
        Tally tally = new Tally();
        for (PastRun run : runs) {
            Instant started = run.startedAt();
            tally.add(kind(run));
            rows.add(List.of(
                    run.run().value(),
                    brief(run),
                    RunsHere.title(run),
                    shortEnd(run),
                    started == null ? "" : Ago.text(started, now),
                    started == null
                            ? ""
                            : RunsHere.endedAt(run)
                                    .map(ended -> Elapsed.text(Duration.between(started, ended)))
                                    .orElse("")));
        }
        Table.lines(rows, FIT, width).forEach(out::println);
        out.println();
        out.println(tally.line("run"));
    }

    private static String kind(PastRun run) {
        return switch (run.stage()) {
            case RUNNING -> "running";
            case LEFT -> "killed";
            case CLOSED ->
                run.result() == null ? "killed" : run.result().state() == BriefState.DONE ? "done" : "failed";
        };
    }

    /**
     * What a step wrote, for a terminal, whatever its size: of a line that was written over, its last state; a line without end
     * is cut into several.
     */
    void print(InputStream log, TextSanitizer texts, StepScripts scripts) throws IOException {
        InputStream bytes = new BufferedInputStream(log);
        TerminalLine line = new TerminalLine(LONGEST_LINE);
        byte[] one = new byte[1];
        for (int next = bytes.read(); next >= 0; next = bytes.read()) {
            one[0] = (byte) next;
            if (next != '\n') {
                line.write(one, 0, 1);
            }
            if (next == '\n' || line.length() >= LONGEST_LINE) {
                print(line, texts, scripts);
            }
        }
        if (line.length() > 0) {
            print(line, texts, scripts);
        }
    }

    private void print(TerminalLine line, TextSanitizer texts, StepScripts scripts) {
        out.println(SafeText.line(scripts.named(texts.plain(new String(line.bytes(), StandardCharsets.UTF_8)))));
        line.clear();
    }

    /** @param width of the terminal, or {@link Table#UNLIMITED} */
    void print(PastRun run, Optional<String> report, List<Path> logs, int width) {
        out.println("run      " + run.run());
        out.println("brief    " + brief(run) + (run.attempt() == 0 ? "" : ", attempt " + run.attempt()));
        if (!RunsHere.title(run).isEmpty()) {
            out.println("title    " + RunsHere.title(run));
        }
        out.println("end      " + end(run));
        out.println("folder   " + run.folder());
        logs.forEach(log -> out.println("log      " + log));
        report.ifPresent(text -> {
            out.println();
            PlainMarkdown.lines(text, width).forEach(out::println);
        });
        out.println();
        for (PastRun.Line line : run.journal()) {
            out.println(Moments.text(line.at()) + "  " + (line.done() ? "done   " : "begins ") + line.effect()
                    + facts(line));
        }
    }

    private static String brief(PastRun run) {
        return run.brief() == null ? "(nothing claimed)" : run.brief().toString();
    }

    /** How it ended, or why it has not. */
    static String end(PastRun run) {
        return switch (run.stage()) {
            case RUNNING -> "running";
            case LEFT -> "left by a killed runner; `codex-runner recover` finishes or reports it";
            case CLOSED ->
                run.result() == null
                        ? "killed, and recovered"
                        : run.result().state() + " (" + run.result().text()
                                + (run.failure() == null ? "" : ", " + SafeText.line(run.failure())) + ")";
        };
    }

    /** The same in a column: the code of a failure says most. */
    private static String shortEnd(PastRun run) {
        if (run.stage() == PastRun.Stage.LEFT) {
            return "killed, run recover";
        }
        if (run.result() == null) {
            return kind(run);
        }
        if (run.failure() != null) {
            return SafeText.line(run.failure());
        }
        return run.result() == Result.PARTIAL
                ? run.result().state() + " (" + run.result().text() + ")"
                : run.result().state().toString();
    }

    private static String facts(PastRun.Line line) {
        Map<String, String> facts = new TreeMap<>(line.facts());
        facts.keySet().removeAll(SAID);
        facts.values().removeIf(String::isEmpty);
        return facts.entrySet().stream()
                .map(fact -> "  " + SafeText.line(fact(fact.getKey(), fact.getValue())))
                .collect(Collectors.joining());
    }

    /** {@code exit 2} says of itself what it is, and how long something took is written in ISO 8601. */
    private static String fact(String name, String value) {
        return switch (name) {
            case "exit" -> value;
            case "elapsed" -> name + " " + Elapsed.text(Duration.parse(value));
            default -> name + " " + value;
        };
    }
}
