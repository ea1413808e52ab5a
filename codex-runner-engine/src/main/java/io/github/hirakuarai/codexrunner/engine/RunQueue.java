package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Takes candidates one after another, and those that wait for an earlier brief of their document again, as long as any
 * brief has ended since they were asked last.
 */
final class RunQueue {

    private final List<Candidate> candidates;
    private final int max;
    private final CancellationToken draining;

    /** @param draining once it is cancelled, no candidate is begun any more */
    RunQueue(List<Candidate> candidates, int max, CancellationToken draining) {
        this.candidates = List.copyOf(candidates);
        this.max = max;
        this.draining = draining;
    }

    /** What came of every candidate, those that ran first. */
    List<Outcome> runThrough(Function<Candidate, Outcome> carryOut) {
        List<Outcome> outcomes = new ArrayList<>();
        List<Candidate> waiting = new ArrayList<>();
        for (Candidate candidate : candidates) {
            if (candidate.actionable()) {
                waiting.add(candidate);
            } else {
                outcomes.add(Outcome.untouched(candidate.assessment()));
            }
        }
        int ran = 0;
        boolean progress = true;
        while (progress && !waiting.isEmpty()) {
            progress = false;
            List<Candidate> round = List.copyOf(waiting);
            waiting.clear();
            for (Candidate candidate : round) {
                if (ran == max || draining.reason().isPresent()) {
                    outcomes.add(Outcome.untouched(candidate.assessment()));
                    continue;
                }
                Outcome outcome = carryOut.apply(candidate);
                if (outcome.ended() != null) {
                    ran++;
                    progress = true;
                    outcomes.add(outcome);
                } else if (waitsForEarlier(outcome)) {
                    waiting.add(candidate);
                } else {
                    outcomes.add(outcome);
                }
            }
        }
        waiting.forEach(candidate -> outcomes.add(Outcome.untouched(candidate.assessment())));
        return List.copyOf(outcomes);
    }

    private static boolean waitsForEarlier(Outcome outcome) {
        return outcome.assessment().reasons().stream()
                .anyMatch(reason -> reason.code() == ReasonCode.EARLIER_UNFINISHED);
    }
}
