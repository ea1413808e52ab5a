package io.github.hirakuarai.codexrunner.attempt;

import io.github.hirakuarai.codexrunner.branch.BranchContents;
import io.github.hirakuarai.codexrunner.branch.BranchPublisher;
import io.github.hirakuarai.codexrunner.branch.CommitBuilder;
import io.github.hirakuarai.codexrunner.branch.RunBranch;
import io.github.hirakuarai.codexrunner.context.AttemptFailed;
import io.github.hirakuarai.codexrunner.context.BriefEvaluation;
import io.github.hirakuarai.codexrunner.context.Outputs;
import io.github.hirakuarai.codexrunner.context.Repositories;
import io.github.hirakuarai.codexrunner.context.Texts;
import io.github.hirakuarai.codexrunner.decision.RunTools;
import io.github.hirakuarai.codexrunner.event.RunPlan;
import io.github.hirakuarai.codexrunner.git.RemoteRefs;
import io.github.hirakuarai.codexrunner.intake.FoundBrief;
import io.github.hirakuarai.codexrunner.lane.LaneRights;
import io.github.hirakuarai.codexrunner.ledger.PushGuard;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.spi.BranchFile;
import io.github.hirakuarai.codexrunner.spi.CommitPlan;
import io.github.hirakuarai.codexrunner.spi.OutputDelivery;
import io.github.hirakuarai.codexrunner.spi.OutputFiles;
import io.github.hirakuarai.codexrunner.spi.OutputPlan;
import io.github.hirakuarai.codexrunner.spi.OutputRequest;
import io.github.hirakuarai.codexrunner.spi.PublishedBranch;
import io.github.hirakuarai.codexrunner.spi.RenderedText;
import io.github.hirakuarai.codexrunner.spi.ReportPlan;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a run's outputs plan and publish, for an attempt and for a preview alike. Whoever asks decides what of it is published. */
final class RunOutputs {

    private final RunTools tools;
    private final Texts texts;
    private final Repositories repositories;
    private final BriefEvaluation evaluation;
    private final RunReportBuilder facts;

    /** @param facts what is known of the run; what is found out is put there */
    RunOutputs(RunTools tools, Texts texts, Repositories repositories, RunReportBuilder facts) {
        this.tools = tools;
        this.texts = texts;
        this.repositories = repositories;
        this.evaluation = facts.evaluation();
        this.facts = facts;
    }

    List<OutputRequest> requests() {
        RunPlan plan = evaluation.runPlan();
        return Outputs.requests(evaluation.found(), plan.brief(), plan.branch(), plan.base(), plan.attempt());
    }

    /** What outputs tell of the run that is behind them; to be asked after the branch is built. */
    String summary() {
        return texts.summary()
                .render(
                        facts.report(BriefState.RUNNING),
                        evaluation.found().document().author().login());
    }

    /** What an output plans, which the lane must allow. */
    OutputPlan planned(OutputRequest request) {
        OutputPlan planned = tools.outputs().plan(request);
        new LaneRights(evaluation.runPlan().lane()).require(request.output(), planned, request.base());
        return planned;
    }

    /** What the outputs that want a commit add to it, in their order; the lane must allow each output. */
    Map<OutputRequest, CommitPlan> commits() {
        Map<OutputRequest, CommitPlan> commits = new LinkedHashMap<>();
        requests().forEach(request -> {
            CommitPlan commit = planned(request).commit();
            if (commit != null) {
                commits.put(request, commit);
            }
        });
        return commits;
    }

    /** Builds the commit of these contents. */
    CommitBuilder.Prepared build(BranchContents contents, Workspace workspace) {
        return tools.commits().build(contents, workspace, repositories.mirror(evaluation.ledger()));
    }

    /** Where a branch stands on the server now. */
    Optional<String> tip(String branch) {
        return repositories
                .mirror(evaluation.ledger())
                .refs("refs/heads/" + branch)
                .branch(branch);
    }

    /** Pushes a commit together with the record of the run that this process holds. */
    PublishedBranch push(BranchContents contents, CommitBuilder.Prepared prepared, HeldRun held, PushGuard guard) {
        return new BranchPublisher(texts.sanitizer())
                .publish(
                        contents, prepared.commit(), held.claim(), held.folder().journal(), guard);
    }

    /** The texts that an output would publish. */
    List<RenderedText> render(OutputRequest request, OutputFiles written) {
        return tools.outputs().render(request.with(summary()), written);
    }

    /** Publishes one output. */
    List<Link> deliver(OutputDelivery delivery) {
        return tools.outputs().deliver(delivery).links();
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
                evaluation.id(),
                facts.run(),
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
                String markdown = texts.report().render(facts.report(BriefState.RUNNING), report);
                files.add(BranchFile.text(report.path(), markdown));
            }
            files.addAll(tools.outputs().files(request, written));
        });
        return files;
    }
}
