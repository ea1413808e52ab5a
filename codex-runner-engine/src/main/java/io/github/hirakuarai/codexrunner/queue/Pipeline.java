package io.github.hirakuarai.codexrunner.queue;

import io.github.hirakuarai.codexrunner.attempt.Attempt;
import io.github.hirakuarai.codexrunner.attempt.Claiming;
import io.github.hirakuarai.codexrunner.context.BriefEvaluation;
import io.github.hirakuarai.codexrunner.context.Failures;
import io.github.hirakuarai.codexrunner.context.Repositories;
import io.github.hirakuarai.codexrunner.context.RunnerContext;
import io.github.hirakuarai.codexrunner.context.Turn;
import io.github.hirakuarai.codexrunner.decision.Evaluator;
import io.github.hirakuarai.codexrunner.disk.RunFolder;
import io.github.hirakuarai.codexrunner.event.Decision;
import io.github.hirakuarai.codexrunner.event.Outcome;
import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.event.RunPlan;
import io.github.hirakuarai.codexrunner.lane.Lanes;
import io.github.hirakuarai.codexrunner.lane.ReadyLane;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.Reason;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.RateLimitedException;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.spi.WorkspaceUnavailableException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes one brief from the gate to its end: asks the gate anew, takes the workdir, claims, and hands over to an {@link
 * Attempt}. Whatever holds the briefs on the way leaves no trace.
 */
public final class Pipeline {

    private final RunnerContext context;
    private final Lanes lanes;
    private final Repositories repositories;
    private final Evaluator evaluator;
    private final Claiming claiming;

    public Pipeline(
            RunnerContext context, Lanes lanes, Repositories repositories, Evaluator evaluator, Claiming claiming) {
        this.context = context;
        this.lanes = lanes;
        this.repositories = repositories;
        this.evaluator = evaluator;
        this.claiming = claiming;
    }

    public Outcome carryOut(BriefEvaluation scanned, Turn turn) {
        try {
            return carryOutNow(scanned, turn);
        } catch (RateLimitedException e) {
            return held(scanned, ReasonCode.RATE_LIMITED, String.valueOf(e.getMessage()));
        } catch (RunnerException e) {
            return held(scanned, Evaluator.holding(e), String.valueOf(e.getMessage()));
        }
    }

    private Outcome carryOutNow(BriefEvaluation scanned, Turn turn) {
        if (repositories.assume(turn.seen(), scanned.ledger(), scanned.found().issue())) {
            Optional<Outcome> outcome = carryOutAsSeen(scanned, turn, true);
            if (outcome.isPresent()) {
                return outcome.get();
            }
        }
        repositories.forget(scanned.ledger(), scanned.found().issue());
        return carryOutAsSeen(scanned, turn, false).orElseThrow();
    }

    /**
     * Empty when what the scan has seen of the repository does not stand there any more: then it is looked at anew.
     *
     * @param assumed whether the brief is judged by what the scan has seen, so that the claim has to tell whether that stands
     */
    private Optional<Outcome> carryOutAsSeen(BriefEvaluation scanned, Turn turn, boolean assumed) {
        Optional<BriefEvaluation> asked = evaluator.again(scanned, turn.trigger());
        if (asked.isEmpty()) {
            return Optional.of(held(
                    scanned,
                    ReasonCode.CHANGED_MEANWHILE,
                    "its text changed after the scan; the next scan reads it again"));
        }
        BriefEvaluation evaluation = asked.get();
        if (!evaluation.actionable()) {
            if (assumed) {
                return Optional.empty();
            }
            context.tell(new RunEvent.Evaluated(evaluation));
            return Optional.of(new Outcome(evaluation, null));
        }
        Claiming.Basis basis = new Claiming.Basis(turn, evaluator.standing().orElse(null), assumed);
        RunId run = RunFolder.newId(evaluation.found().id(), context.clock());
        return evaluation.decision() instanceof Decision.Run decided
                ? run(evaluation, decided.plan(), run, basis)
                : claimed(evaluation, run, null, basis);
    }

    private Optional<Outcome> run(BriefEvaluation evaluation, RunPlan plan, RunId run, Claiming.Basis basis) {
        ReadyLane ready;
        try {
            // Before the claim: a vault that does not answer holds a brief, and fails none.
            ready = lanes.withVariables(plan.lane());
        } catch (WorkspaceUnavailableException e) {
            return Optional.of(held(evaluation, e.reason().code(), e.reason().message()));
        }
        try (ready) {
            return run(evaluation, plan, ready.lane(), run, basis);
        }
    }

    private Optional<Outcome> run(
            BriefEvaluation evaluation, RunPlan plan, Lane lane, RunId run, Claiming.Basis basis) {
        Workspace workspace;
        try {
            workspace = lanes.open(plan.lane(), lanes.workspace(run, plan.brief(), plan.branch()));
        } catch (WorkspaceUnavailableException e) {
            return Optional.of(held(evaluation, e.reason().code(), e.reason().message()));
        } catch (RunnerException e) {
            return claimed(evaluation.decided(new Decision.Reject(Failures.unusable(e))), run, null, basis);
        }
        try {
            return claimed(evaluation.decided(new Decision.Run(plan.on(lane))), run, workspace, basis);
        } finally {
            claiming.close(workspace, evaluation);
        }
    }

    private Optional<Outcome> claimed(
            BriefEvaluation evaluation, RunId run, @Nullable Workspace workspace, Claiming.Basis basis) {
        Claiming.Claimed claimed = claiming.claimAndEnd(evaluation, run, workspace, basis);
        if (claimed instanceof Claiming.Claimed.Ended ended) {
            return Optional.of(new Outcome(evaluation, ended.how()));
        }
        if (claimed instanceof Claiming.Claimed.Refused refused) {
            return Optional.of(held(evaluation, refused.code(), refused.message()));
        }
        return claimed instanceof Claiming.Claimed.Outdated
                ? Optional.empty()
                : Optional.of(new Outcome(evaluation, null));
    }

    private Outcome held(BriefEvaluation evaluation, ReasonCode code, String message) {
        BriefEvaluation kept = evaluator.masked(evaluation.held(new Reason(code, message)));
        context.tell(new RunEvent.Evaluated(kept));
        return new Outcome(kept, null);
    }
}
