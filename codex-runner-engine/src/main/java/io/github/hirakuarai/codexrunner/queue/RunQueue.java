package io.github.hirakuarai.codexrunner.queue;

import io.github.hirakuarai.codexrunner.context.BriefEvaluation;
import io.github.hirakuarai.codexrunner.event.Outcome;
import io.github.hirakuarai.codexrunner.lane.LaneQuestions;
import io.github.hirakuarai.codexrunner.lane.LaneWork;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Takes briefs one after another, and those that wait for an earlier brief of their document again, as long as any
 * brief has ended since they were asked last. Only a brief whose lane does not answer is overtaken by those of other lanes.
 */
public final class RunQueue {

    private final List<BriefEvaluation> evaluations;
    private final int max;
    private final CancellationToken draining;
    private final OtherRunners others;
    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<BriefEvaluation> waiting = new ArrayList<>();
    private int ran;
    private boolean progress = true;

    /**
     * @param draining once it is cancelled, no brief is begun any more
     * @param others told of what comes of each brief
     */
    public RunQueue(List<BriefEvaluation> evaluations, int max, CancellationToken draining, OtherRunners others) {
        this.others = others;
        this.evaluations = List.copyOf(evaluations);
        this.max = max;
        this.draining = draining;
    }

    /**
     * What came of every brief, those that ran first.
     *
     * @param carryOut takes one to its end, and tells when its lane has answered
     */
    public List<Outcome> runThrough(BiFunction<BriefEvaluation, Runnable, Outcome> carryOut) {
        Stream.concat(
                        evaluations.stream().filter(BriefEvaluation::actionable),
                        evaluations.stream().filter(BriefEvaluation::isUnanswered))
                .forEach(waiting::add);
        evaluations.stream()
                .filter(evaluation -> !waiting.contains(evaluation))
                .forEach(evaluation -> outcomes.add(new Outcome(evaluation, null)));
        while (progress && !waiting.isEmpty()) {
            progress = false;
            round(carryOut);
        }
        waiting.forEach(evaluation -> outcomes.add(new Outcome(evaluation, null)));
        return List.copyOf(outcomes);
    }

    private void round(BiFunction<BriefEvaluation, Runnable, Outcome> carryOut) {
        List<BriefEvaluation> round = List.copyOf(waiting);
        waiting.clear();
        List<Begun> silent = new ArrayList<>();
        try {
            while (!round.isEmpty()) {
                round = others.inOrder(round, Function.identity());
                BriefEvaluation evaluation = round.get(0);
                round = round.subList(1, round.size());
                if (ran + silent.size() >= max || draining.reason().isPresent()) {
                    outcomes.add(new Outcome(evaluation, null));
                } else if (silent.stream().anyMatch(begun -> begun.evaluation().excludes(evaluation))) {
                    waiting.add(evaluation);
                    progress = true;
                } else {
                    Begun begun = new Begun(evaluation, LaneWork.begin(ready -> carryOut.apply(evaluation, ready)));
                    if (begun.work().isReadyWithin(LaneQuestions.PATIENCE)) {
                        ended(begun);
                    } else {
                        silent.add(begun);
                    }
                }
            }
            silent.forEach(this::ended);
        } finally {
            silent.forEach(begun -> begun.work().await());
        }
    }

    private void ended(Begun begun) {
        Outcome outcome = begun.work().outcome();
        others.note(outcome);
        if (outcome.ended() != null) {
            ran++;
            progress = true;
            outcomes.add(outcome);
        } else if (BriefEvaluation.waitsForAnother(outcome.evaluation().decision())) {
            waiting.add(begun.evaluation());
        } else {
            outcomes.add(outcome);
        }
    }

    /** A brief that is being taken to its end. */
    private record Begun(BriefEvaluation evaluation, LaneWork<Outcome> work) {}
}
