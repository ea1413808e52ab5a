package io.github.hirakuarai.codexrunner.decision;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.context.BriefEvaluation;
import io.github.hirakuarai.codexrunner.context.Failures;
import io.github.hirakuarai.codexrunner.context.Repositories;
import io.github.hirakuarai.codexrunner.context.UnreadableIssueException;
import io.github.hirakuarai.codexrunner.disk.DiskSpace;
import io.github.hirakuarai.codexrunner.event.Decision;
import io.github.hirakuarai.codexrunner.event.RunPlan;
import io.github.hirakuarai.codexrunner.git.RemoteRefs;
import io.github.hirakuarai.codexrunner.intake.FoundBrief;
import io.github.hirakuarai.codexrunner.lane.SilentLaneException;
import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.Reason;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.publish.ApprovalComment;
import io.github.hirakuarai.codexrunner.spi.OutputException;
import io.github.hirakuarai.codexrunner.spi.WorkspaceUnavailableException;
import java.util.List;
import java.util.Optional;

/** Decides whether a brief that may run does so now: there must be room on the disk, a plan, and the approvals that its lane asks for. */
final class RunDecider {

    private final RunnerConfig config;
    private final Repositories repositories;
    private final Planner planner;
    private final Approvals approvals;
    private final ApprovalComment requests;

    RunDecider(
            RunnerConfig config,
            Repositories repositories,
            Planner planner,
            Approvals approvals,
            ApprovalComment requests) {
        this.config = config;
        this.repositories = repositories;
        this.planner = planner;
        this.approvals = approvals;
        this.requests = requests;
    }

    /** Plans the run of a brief whose workdir the scan has looked at. */
    void reuse(RunPlan scanned) {
        planner.reuse(scanned);
    }

    /**
     * Decides about a brief that may run as far as its record says.
     *
     * @param commands ids of those that are carried out with it
     */
    BriefEvaluation decide(RecordedBrief recorded, Brief brief, List<String> commands) {
        FoundBrief found = recorded.found();
        RepositoryName ledger = recorded.ledger();
        Optional<Long> free =
                DiskSpace.below(config.runner().stateDir(), config.limits().minFree());
        if (free.isPresent()) {
            return recorded.held(new Reason(
                    ReasonCode.DISK_FULL,
                    "the disk of " + config.runner().stateDir() + " has "
                            + (free.get() >> 20) + " MiB free, and limits.minFree asks for "
                            + (config.limits().minFree() >> 20) + " MiB; make room there"));
        }
        RemoteRefs start = repositories.start(ledger, found.issue(), brief);
        RunPlan plan;
        try {
            plan = planner.plan(found, brief, start, recorded.record());
        } catch (SilentLaneException e) {
            return recorded.held(e.reason()).unanswered();
        } catch (WorkspaceUnavailableException e) {
            return recorded.held(e.reason());
        } catch (OutputException e) {
            return recorded.rejected(commands, Failures.impossible(e));
        } catch (RunnerException e) {
            return recorded.rejected(commands, Failures.unusable(e));
        }
        return approved(recorded, plan).carryingOut(recorded.record(), commands);
    }

    /** On a lane that asks for approvals, a brief runs only under them, from the commit that was shown. */
    private BriefEvaluation approved(RecordedBrief recorded, RunPlan plan) {
        BriefEvaluation run = recorded.run(plan);
        if (plan.lane().allow().approvals() == 0) {
            return run;
        }
        Approvals.Verdict verdict = UnreadableIssueException.reading(() -> approvals.judge(recorded.found(), plan));
        if (verdict instanceof Approvals.Verdict.Given given) {
            return run.decided(new Decision.Run(plan.under(given.approved())));
        }
        Approvals.Verdict.Missing missing = (Approvals.Verdict.Missing) verdict;
        if (missing.ask() && !ApprovalRequests.canBeShown(requests, run, plan)) {
            return run.held(new Reason(
                    ReasonCode.NEEDS_APPROVAL,
                    "the lane " + plan.lane().name()
                            + " asks for approvals, and the brief cannot be shown whole in a comment: it is too long,"
                            + " or holds what looks like a secret or a hidden character; move long scripts into files"
                            + " of the repository, or split the brief"));
        }
        BriefEvaluation held = run.held(new Reason(ReasonCode.NEEDS_APPROVAL, missing.why()));
        return missing.ask() ? held.toBeApproved(plan) : held;
    }
}
