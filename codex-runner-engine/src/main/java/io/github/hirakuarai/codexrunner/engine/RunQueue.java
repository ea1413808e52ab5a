package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Takes briefs one after another, and those that wait for an earlier brief of their document again, as long as any
 * brief has ended since they were asked last.
 */
final class RunQueue {

    private final List<Evaluation> evaluations;
    private final int max;
    private final CancellationToken draining;

    /** @param draining once it is cancelled, no brief is begun any more */
    RunQueue(List<Evaluation> evaluations, int max, CancellationToken draining) {
        this.evaluations = List.copyOf(evaluations);
        this.max = max;
        this.draining = draining;
    }

    /** What came of every brief, those that ran first. */
    List<Outcome> runThrough(Function<Evaluation, Outcome> carryOut) {
        List<Outcome> outcomes = new ArrayList<>();
        List<Evaluation> waiting = new ArrayList<>();
        for (Evaluation evaluation : evaluations) {
            if (evaluation.actionable()) {
                waiting.add(evaluation);
            } else {
                outcomes.add(Outcome.untouched(evaluation));
            }
        }
        int ran = 0;
        boolean progress = true;
        while (progress && !waiting.isEmpty()) {
            progress = false;
            List<Evaluation> round = List.copyOf(waiting);
            waiting.clear();
            for (Evaluation evaluation : round) {
                if (ran == max || draining.reason().isPresent()) {
                    outcomes.add(Outcome.untouched(evaluation));
                    continue;
                }
                Outcome outcome = carryOut.apply(evaluation);
                if (outcome.ended() != null) {
                    ran++;
                    progress = true;
                    outcomes.add(outcome);
                } else if (outcome.evaluation().waitsForAnother()) {
                    waiting.add(evaluation);
                } else {
                    outcomes.add(outcome);
                }
            }
        }
        waiting.forEach(evaluation -> outcomes.add(Outcome.untouched(evaluation)));
        return List.copyOf(outcomes);
    }
}
