package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.branch.BranchContents;
import io.github.hirakuarai.codexrunner.branch.RunBranch;
import io.github.hirakuarai.codexrunner.disk.RunFolder;
import io.github.hirakuarai.codexrunner.disk.RunProgress;
import io.github.hirakuarai.codexrunner.engine.StepRunner.StepsResult;
import io.github.hirakuarai.codexrunner.git.Commits;
import io.github.hirakuarai.codexrunner.git.Mirror;
import io.github.hirakuarai.codexrunner.git.RemoteRefs;
import io.github.hirakuarai.codexrunner.intake.FoundBrief;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.FileChange;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.spi.BranchFile;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import io.github.hirakuarai.codexrunner.spi.CommitPlan;
import io.github.hirakuarai.codexrunner.spi.OutputFiles;
import io.github.hirakuarai.codexrunner.spi.OutputPlan;
import io.github.hirakuarai.codexrunner.spi.OutputRequest;
import io.github.hirakuarai.codexrunner.spi.ReportPlan;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is done in the workspace, for an attempt and for a preview alike: the base, the steps, what they left. Whoever asks
 * decides whether anything of it is published.
 */
final class RunExecution {

    private final Stages stages;
    private final Repositories repositories;
    private final Evaluation evaluation;
    private final RunFolder folder;
    private final RunReportBuilder facts;

    /** @param facts what is found out is put there */
    RunExecution(
            Stages stages, Repositories repositories, Evaluation evaluation, RunFolder folder, RunReportBuilder facts) {
        this.stages = stages;
        this.repositories = repositories;
        this.evaluation = evaluation;
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
        folder.journal().intent("checkout", new RunProgress.Checkout(commit, remoteTip, null).facts());
        workspace.checkout(mirror.folder(), commit);
        @Nullable String state = workspace.state().orElse(null);
        folder.journal().receipt("checkout", new RunProgress.Checkout(commit, remoteTip, state).facts());
        facts.startedFrom(commit, remoteTip);
        stages.listener().on(new RunEvent.WorkspaceReady(id(), plan.host(), workspace.workdir(), plan.base(), commit));
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
    void resume(Workspace workspace, RunProgress.Checkout checkout) {
        RunPlan plan = evaluation.runPlan();
        repositories.mirror(evaluation.ledger()).fetchTip(plan.base(), checkout.commit());
        Approved approved = plan.approved();
        if (approved != null && !approved.baseCommit().equals(checkout.commit())) {
            throw new AttemptFailed(new Failure(
                    Result.CANCELLED,
                    ReasonCode.NEEDS_APPROVAL.name(),
                    "it must not run any more: the approvals are for another start by now",
                    "comment /codex retry to ask for approvals again"));
        }
        facts.startedFrom(checkout.commit(), checkout.remoteTip());
        stages.listener()
                .on(new RunEvent.WorkspaceReady(
                        id(), plan.host(), workspace.workdir(), plan.base(), checkout.commit()));
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
        StepsResult steps = new StepRunner(stages)
                .run(id(), plan.brief(), plan.lane(), variables, workspace, folder, progress, cancellation);
        facts.ran(steps);
        return steps;
    }

    /** What the steps left, whether they succeeded or not: a person who looks into a failure wants to see it. */
    void look(Workspace workspace) {
        List<FileChange> changes = workspace.changes();
        String diff = workspace.diff(RunReportBuilder.DIFF_LIMIT);
        // Later readers of the folder do not know the values of the lane's variables.
        boolean masked = !evaluation.runPlan().lane().env().isEmpty();
        folder.write(RunFolder.DIFF, masked ? stages.texts().plain(diff) : diff);
        facts.changed(changes, diff, workspace.gitNotes());
    }

    List<OutputRequest> outputs() {
        RunPlan plan = evaluation.runPlan();
        return Outputs.requests(evaluation.found(), plan.brief(), plan.branch(), plan.base(), plan.attempt());
    }

    /** What outputs tell of the run that is behind them; to be asked after the branch is built. */
    String summary() {
        return stages.summaries()
                .render(
                        facts.report(BriefState.RUNNING),
                        evaluation.found().document().author().login());
    }

    /** What an output plans, which the lane must allow. */
    OutputPlan planned(OutputRequest request) {
        OutputPlan planned = stages.outputs().plan(request);
        new LaneRights(evaluation.runPlan().lane()).require(request.output(), planned, request.base());
        return planned;
    }

    /** What the outputs that want a commit add to it, in their order; the lane must allow each output. */
    Map<OutputRequest, CommitPlan> commits() {
        Map<OutputRequest, CommitPlan> commits = new LinkedHashMap<>();
        outputs().forEach(request -> {
            CommitPlan commit = planned(request).commit();
            if (commit != null) {
                commits.put(request, commit);
            }
        });
        return commits;
    }

    /**
     * What goes onto the run's branch for all outputs together.
     *
     * @param written what the steps wrote
     */
    BranchContents contents(Map<OutputRequest, CommitPlan> commits, OutputFiles written) {
        List<CommitPlan> plans = List.copyOf(commits.values());
        RunPlan plan = evaluation.runPlan();
        return new BranchContents(
                id(),
                folder.run(),
                plan.lane(),
                plans,
                facts.changes(),
                plan.base(),
                facts.baseCommit(),
                plan.branch(),
                RunBranch.again(firstBranch(plan), plan.attempt()),
                facts.standing(),
                additions(commits, written),
                targets(plans));
    }

    private String firstBranch(RunPlan plan) {
        FoundBrief found = evaluation.found();
        return RunBranch.of(
                found.id(),
                found.document().ref().repositoryId(),
                found.digest(),
                plan.brief().repository());
    }

    /** The tips of the other branches that outputs want the commit merged into, as they are now. */
    private Map<String, String> targets(List<CommitPlan> plans) {
        RunPlan plan = evaluation.runPlan();
        Set<String> branches = plans.stream()
                .map(CommitPlan::base)
                .filter(base -> base != null && !base.equals(plan.base()))
                .collect(Collectors.toSet());
        if (branches.isEmpty()) {
            return Map.of();
        }
        RemoteRefs refs = repositories
                .mirror(evaluation.ledger())
                .refs(branches.stream().map(branch -> "refs/heads/" + branch).toArray(String[]::new));
        Map<String, String> targets = new LinkedHashMap<>();
        for (String branch : branches) {
            targets.put(
                    branch,
                    refs.branch(branch)
                            .orElseThrow(() -> new AttemptFailed(new Failure(
                                    Result.FAILURE,
                                    "NO_BASE",
                                    evaluation.ledger() + " has no branch " + branch
                                            + ", which an output names as base",
                                    "push that branch, or name another base"))));
        }
        return targets;
    }

    /** The reports that outputs plan, and the files that they bring. */
    private List<BranchFile> additions(Map<OutputRequest, CommitPlan> commits, OutputFiles written) {
        List<BranchFile> files = new ArrayList<>();
        commits.forEach((request, plan) -> {
            ReportPlan report = plan.report();
            if (report != null) {
                String markdown = stages.reports().render(facts.report(BriefState.RUNNING), report);
                files.add(BranchFile.text(report.path(), markdown));
            }
            files.addAll(stages.outputs().files(request, written));
        });
        return files;
    }

    private BriefId id() {
        return evaluation.found().id();
    }
}
