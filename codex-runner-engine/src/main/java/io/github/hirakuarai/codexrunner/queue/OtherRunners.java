package io.github.hirakuarai.codexrunner.queue;

import io.github.hirakuarai.codexrunner.context.BriefEvaluation;
import io.github.hirakuarai.codexrunner.event.Decision;
import io.github.hirakuarai.codexrunner.event.Evaluation;
import io.github.hirakuarai.codexrunner.event.Outcome;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * Whether other runners take the briefs of one look, too. All runners have one order of briefs; those that look at the same time would
 * try for the same brief, again and again. Whoever finds one taken goes on in an order of its own. Safe for many threads.
 */
public final class OtherRunners {

    private final Comparator<BriefEvaluation> own;
    private volatile boolean met;

    /** @param own this runner's order, once others are about */
    public OtherRunners(Comparator<BriefEvaluation> own) {
        this.own = own;
    }

    /** Whether a brief of this look was taken by another runner. */
    public boolean met() {
        return met;
    }

    /** Takes note of what came of a brief that could be taken at the look. */
    void note(Outcome outcome) {
        Evaluation now = outcome.evaluation();
        boolean taken = now.decision() instanceof Decision.Finished
                || now.reasons().stream().anyMatch(reason -> reason.code() == ReasonCode.CLAIMED_ELSEWHERE);
        if (taken && outcome.ended() == null) {
            met = true;
        }
    }

    /** Puts what is left of the look in this runner's order, once others were met. */
    <T> List<T> inOrder(List<T> left, Function<T, BriefEvaluation> brief) {
        Comparator<BriefEvaluation> order =
                Comparator.comparing(BriefEvaluation::isUnanswered).thenComparing(own);
        return met ? left.stream().sorted(Comparator.comparing(brief, order)).toList() : left;
    }
}
