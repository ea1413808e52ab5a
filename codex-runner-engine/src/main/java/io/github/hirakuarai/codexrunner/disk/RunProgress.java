package io.github.hirakuarai.codexrunner.disk;

import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.StepExit;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far a run has come, as its journal says: what a process needs to go on where a killed one was.
 *
 * @param checkout the workspace at its base; null when no step can have begun
 * @param begun when each step was begun, by ordinal
 * @param ended how each step that is over ended, by ordinal
 * @param push what was about to be pushed last; null when nothing was
 * @param delivered what each output left that was delivered, by ordinal
 */
public record RunProgress(
        @Nullable Checkout checkout,
        Map<Integer, Instant> begun,
        Map<Integer, EndedStep> ended,
        @Nullable Push push,
        Map<Integer, List<Link>> delivered) {

    /** A run that has only been claimed. */
    public static final RunProgress NONE = new RunProgress(null, Map.of(), Map.of(), null, Map.of());

    public RunProgress {
        begun = Map.copyOf(begun);
        ended = Map.copyOf(ended);
        delivered = Map.copyOf(delivered);
    }

    /**
     * A workspace at its base.
     *
     * @param commit the base
     * @param remoteTip where the run's branch stood on the server; null when it was not there
     * @param state what the executor needs to take it up; null when it cannot
     */
    public record Checkout(
            String commit,
            @Nullable String remoteTip,
            @Nullable String state) {

        /** As facts of a journal's line. */
        public Map<String, String> facts() {
            Map<String, String> facts = new LinkedHashMap<>(Map.of("commit", commit));
            if (remoteTip != null) {
                facts.put("remoteTip", remoteTip);
            }
            if (state != null) {
                facts.put("workspace", state);
            }
            return facts;
        }
    }

    /**
     * A push of the run's branch.
     *
     * @param branch the branch, which may have been a fresh one
     * @param commit where it was to point
     */
    public record Push(String branch, String commit) {}

    /**
     * A step that is over.
     *
     * @param exit how it ended
     * @param elapsed how long it ran
     * @param logFull whether the end of its output is missing in its log
     */
    public record EndedStep(StepExit exit, Duration elapsed, boolean logFull) {

        /** The fact of a journal's line that says so. */
        public static final String LOG = "log";

        /** What it says then. */
        public static final String FULL = "full";

        /** As facts of a journal's line. */
        public Map<String, String> facts(int ordinal) {
            Map<String, String> facts = new LinkedHashMap<>();
            facts.put("step", Integer.toString(ordinal));
            facts.put("exit", exit.text());
            facts.put("kind", exit.getClass().getSimpleName());
            facts.put("detail", detail(exit));
            facts.put("elapsed", elapsed.toString());
            if (logFull) {
                facts.put(LOG, FULL);
            }
            return facts;
        }
    }

    /** Reads a journal. */
    public static RunProgress of(List<Journal.Entry> journal) {
        @Nullable Checkout checkout = null;
        Map<Integer, Instant> begun = new HashMap<>();
        Map<Integer, EndedStep> ended = new HashMap<>();
        @Nullable Push push = null;
        Map<Integer, List<Link>> delivered = new HashMap<>();
        for (Journal.Entry entry : journal) {
            String effect = entry.effect();
            if (effect.equals("checkout") && !entry.intent()) {
                checkout = new Checkout(entry.fact("commit"), orNull(entry, "remoteTip"), orNull(entry, "workspace"));
            } else if (effect.equals("step") && entry.intent()) {
                begun.putIfAbsent(Integer.parseInt(entry.fact("step")), entry.at());
            } else if (effect.equals("step")) {
                ended.put(
                        Integer.parseInt(entry.fact("step")),
                        new EndedStep(
                                exit(entry),
                                Duration.parse(entry.fact("elapsed")),
                                entry.fact(EndedStep.LOG).equals(EndedStep.FULL)));
            } else if (effect.equals("push")) {
                push = new Push(entry.fact("ref").replaceFirst("^refs/heads/", ""), entry.fact("commit"));
            } else if (effect.equals("deliver") && !entry.intent()) {
                delivered.put(Integer.parseInt(entry.fact("output")), links(entry.fact("links")));
            }
        }
        return new RunProgress(checkout, begun, ended, push, delivered);
    }

    /** Links as a fact of a journal's line. */
    public static String fact(List<Link> links) {
        StringBuilder text = new StringBuilder();
        links.forEach(link -> text.append(link.kind())
                .append('\t')
                .append(link.url())
                .append('\t')
                .append(link.text())
                .append('\n'));
        return text.toString();
    }

    private static List<Link> links(String fact) {
        List<Link> links = new ArrayList<>();
        fact.lines().forEach(line -> {
            String[] parts = line.split("\t", 3);
            links.add(new Link(parts[0], parts[2], URI.create(parts[1])));
        });
        return List.copyOf(links);
    }

    private static String detail(StepExit exit) {
        if (exit instanceof StepExit.Exited exited) {
            return Integer.toString(exited.code());
        }
        if (exit instanceof StepExit.Signalled signalled) {
            return Integer.toString(signalled.signal());
        }
        if (exit instanceof StepExit.TimedOut timedOut) {
            return timedOut.limit().toString();
        }
        if (exit instanceof StepExit.Cancelled cancelled) {
            return cancelled.why();
        }
        if (exit instanceof StepExit.Lost lost) {
            return lost.why();
        }
        return exit instanceof StepExit.NotStarted notStarted ? notStarted.why() : "";
    }

    private static StepExit exit(Journal.Entry entry) {
        String detail = entry.fact("detail");
        return switch (entry.fact("kind")) {
            case "Exited" -> new StepExit.Exited(Integer.parseInt(detail));
            case "Signalled" -> new StepExit.Signalled(Integer.parseInt(detail));
            case "TimedOut" -> new StepExit.TimedOut(Duration.parse(detail));
            case "Cancelled" -> new StepExit.Cancelled(detail);
            case "NotStarted" -> new StepExit.NotStarted(detail);
            case "Skipped" -> new StepExit.Skipped();
            default -> new StepExit.Lost(detail);
        };
    }

    private static @Nullable String orNull(Journal.Entry entry, String name) {
        String fact = entry.fact(name);
        return fact.isEmpty() ? null : fact;
    }
}
