package io.github.hirakuarai.codexrunner.attempt;

import io.github.hirakuarai.codexrunner.attempt.StepRunner.StepsResult;
import io.github.hirakuarai.codexrunner.context.AttemptFailed;
import io.github.hirakuarai.codexrunner.context.BriefEvaluation;
import io.github.hirakuarai.codexrunner.context.Repositories;
import io.github.hirakuarai.codexrunner.context.RunnerContext;
import io.github.hirakuarai.codexrunner.disk.JournalEntry;
import io.github.hirakuarai.codexrunner.disk.RunFolder;
import io.github.hirakuarai.codexrunner.disk.RunProgress;
import io.github.hirakuarai.codexrunner.event.Approved;
import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.event.RunPlan;
import io.github.hirakuarai.codexrunner.git.Commits;
import io.github.hirakuarai.codexrunner.git.Mirror;
import io.github.hirakuarai.codexrunner.git.RemoteRefs;
import io.github.hirakuarai.codexrunner.lane.LaneRights;
import io.github.hirakuarai.codexrunner.lane.StepLease;
import io.github.hirakuarai.codexrunner.ledger.Claim;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.FileChange;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done in the workspace, for an attempt and for a preview alike: the base, the steps, what they left. */
final class RunExecution {

    private static final Logger log = LoggerFactory.getLogger(RunExecution.class);

    private final RunnerContext context;
    private final TextSanitizer texts;
    private final Repositories repositories;
    private final BriefEvaluation evaluation;
    private final RunFolder folder;
    private final RunReportBuilder facts;

    /** @param facts what is found out is put there */
    RunExecution(
            RunnerContext context,
            TextSanitizer texts,
            Repositories repositories,
            RunFolder folder,
            RunReportBuilder facts) {
        this.context = context;
        this.texts = texts;
        this.repositories = repositories;
        this.evaluation = facts.evaluation();
        this.folder = folder;
        this.facts = facts;
    }

    void checkOut(Workspace workspace) {
        RunPlan plan = evaluation.runPlan();
        new LaneRights(plan.lane()).require(evaluation.ledger(), plan.base());
        Mirror mirror = repositories.mirror(evaluation.ledger());
        // As they were when it was judged, a moment ago; the push expects the branch where it was then.
        RemoteRefs refs =
                repositories.start(evaluation.ledger(), evaluation.found().issue(), plan.brief());
        String tip = refs.branch(plan.base())
                .orElseThrow(() -> new AttemptFailed(new Failure(
                        Result.FAILURE,
                        "NO_BASE",
                        evaluation.ledger() + " has no branch " + plan.base() + " and no default branch",
                        "push a first commit")));
        String commit = plan.approved() == null ? tip : approvedBase(mirror, plan.approved(), tip, plan.base());
        mirror.fetchTip(plan.base(), tip);
        if (workspace.needsHistory(commit)) {
            mirror.fetch(Map.of("refs/heads/" + plan.base(), tip));
        }
        @Nullable String remoteTip = refs.branch(plan.branch()).orElse(null);
        folder.journal().intent(new JournalEntry.Checkout(commit, remoteTip, null));
        workspace.checkout(mirror.folder(), commit);
        @Nullable String state = workspace.state().orElse(null);
        folder.journal().receipt(new JournalEntry.Checkout(commit, remoteTip, state));
        facts.startedFrom(commit, remoteTip);
        context.tell(new RunEvent.WorkspaceReady(id(), plan.host(), workspace.workdir(), plan.base(), commit));
    }

    /** What was shown to those who approved, also when the base has moved on since. */
    private String approvedBase(Mirror mirror, Approved approved, String tip, String base) {
        String commit = approved.baseCommit();
        if (commit.equals(tip)) {
            return commit;
        }
        mirror.fetch(Map.of("refs/heads/" + base, tip));
        if (!new Commits(mirror).isAncestor(commit, tip)) {
            throw new AttemptFailed(new Failure(
                    Result.FAILURE,
                    "APPROVED_BASE_GONE",
                    "the branch " + base + " no longer contains " + commit
                            + ", from which the run was approved to start",
                    "comment /codex retry, and approve the new start"));
        }
        facts.movedOn(base, commit);
        return commit;
    }

    /** Goes on in a workspace that an earlier process checked out. */
    void resume(Workspace workspace, JournalEntry.Checkout checkout) {
        RunPlan plan = evaluation.runPlan();
        repositories.mirror(evaluation.ledger()).fetchTip(plan.base(), checkout.commit());
        Approved approved = plan.approved();
        if (approved != null && !approved.baseCommit().equals(checkout.commit())) {
            throw new AttemptFailed(new Failure(
                    Result.CANCELLED,
                    ReasonCode.NEEDS_APPROVAL.name(),
                    "it may no longer run: the approvals are for another starting commit",
                    "comment /codex retry to ask for approvals again"));
        }
        facts.startedFrom(checkout.commit(), checkout.remoteTip());
        context.tell(
                new RunEvent.WorkspaceReady(id(), plan.host(), workspace.workdir(), plan.base(), checkout.commit()));
    }

    StepsResult runSteps(Workspace workspace, RunProgress progress, CancellationToken cancellation) {
        RunPlan plan = evaluation.runPlan();
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("CODEX_BRIEF_ID", id().toString());
        variables.put("CODEX_RUN_ID", folder.run().value());
        variables.put("CODEX_WORKDIR", workspace.workdir());
        variables.put("CODEX_OUTPUT_DIR", workspace.outputDir());
        variables.put("CODEX_BRANCH", plan.branch());
        variables.put("CODEX_BASE_BRANCH", plan.base());
        StepsResult steps =
                new StepRunner(context, texts, id(), plan, folder).run(workspace, variables, progress, cancellation);
        facts.ran(steps);
        return steps;
    }

    /** Lets the steps go on for as long as the claim does. A host that does not hear of it ends them. */
    void renew(Workspace workspace, Claim claim) {
        StepLease lease = StepLease.of(context.config());
        Duration left = lease.left(claim.confirmedFor());
        if (!left.isNegative() && !left.isZero()) {
            try {
                workspace.renew(left, lease.grace());
            } catch (RunnerException e) {
                log.warn("the steps of {} could not be given more time: {}", id(), e.getMessage());
            }
        }
    }

    /** What the steps left, whether they succeeded or not: a person who looks into a failure wants to see it. */
    void look(Workspace workspace) {
        List<FileChange> changes = workspace.changes();
        String diff = workspace.diff(RunReportBuilder.DIFF_LIMIT);
        // Later readers of the folder do not know the values of the lane's variables.
        boolean masked = !evaluation.runPlan().lane().env().isEmpty();
        folder.write(RunFolder.DIFF, masked ? texts.plain(diff) : diff);
        facts.changed(changes, diff, workspace.gitNotes());
    }

    private BriefId id() {
        return evaluation.found().id();
    }
}
