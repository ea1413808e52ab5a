package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.archive.PastRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Something that a run did, from its intent to its receipt.
 *
 * @param name as the journal has it
 * @param facts the journal's
 * @param stage whether there is a receipt, or there may still be one
 */
record RunEffect(String name, Instant begin, Instant end, Map<String, String> facts, Stage stage) {

    /** How far it got. */
    enum Stage {
        DONE,
        GOING_ON,
        UNFINISHED
    }

    /** What a run did, in its order. */
    static List<RunEffect> of(PastRun run, Instant now) {
        boolean running = run.stage() == PastRun.Stage.RUNNING;
        List<RunEffect> effects = new ArrayList<>();
        for (PastRun.Line line : run.journal()) {
            int last = effects.size() - 1;
            if (!line.done()) {
                effects.add(new RunEffect(
                        line.effect(),
                        line.at(),
                        running ? now : line.at(),
                        line.facts(),
                        running ? Stage.GOING_ON : Stage.UNFINISHED));
            } else if (last >= 0 && effects.get(last).name().equals(line.effect())) {
                RunEffect begun = effects.remove(last);
                effects.add(new RunEffect(begun.name(), begun.begin(), line.at(), line.facts(), Stage.DONE));
            }
        }
        return List.copyOf(effects);
    }

    boolean isStep() {
        return name.equals("step");
    }

    Duration took() {
        if (stage == Stage.DONE && !fact("elapsed").isEmpty()) {
            return Duration.parse(fact("elapsed"));
        }
        return begin.isAfter(end) ? Duration.ZERO : Duration.between(begin, end);
    }

    /** To the millisecond while it is less than a second. */
    String tookText() {
        long millis = took().toMillis();
        return millis < 1000 ? millis + " ms" : Elapsed.text(took());
    }

    String fact(String key) {
        return facts.getOrDefault(key, "");
    }

    /** Of a step, from 1; 0 when it is none. */
    int ordinal() {
        return fact("step").matches("[0-9]{1,5}") ? Integer.parseInt(fact("step")) : 0;
    }

    /** The class of the page's style sheet: how it went. */
    String mood() {
        if (stage == Stage.GOING_ON) {
            return "busy";
        }
        boolean good = switch (name) {
            case "step" -> stage == Stage.DONE && fact("exit").equals("exit 0");
            case "end" -> fact("code").isEmpty();
            default -> stage == Stage.DONE;
        };
        return good ? "good" : "bad";
    }

    String detail() {
        return switch (name) {
            case "step" -> fact("step");
            case "show" -> fact("state");
            case "deliver" -> fact("type");
            default -> "";
        };
    }
}
