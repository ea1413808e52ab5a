package io.github.hirakuarai.codexrunner.attempt;

import io.github.hirakuarai.codexrunner.attempt.StepRunner.StepsResult;
import io.github.hirakuarai.codexrunner.branch.BranchContents;
import io.github.hirakuarai.codexrunner.branch.CommitBuilder;
import io.github.hirakuarai.codexrunner.context.BriefEvaluation;
import io.github.hirakuarai.codexrunner.context.Failures;
import io.github.hirakuarai.codexrunner.context.Repositories;
import io.github.hirakuarai.codexrunner.context.RunnerContext;
import io.github.hirakuarai.codexrunner.context.Texts;
import io.github.hirakuarai.codexrunner.decision.RunTools;
import io.github.hirakuarai.codexrunner.disk.RunFolder;
import io.github.hirakuarai.codexrunner.disk.RunProgress;
import io.github.hirakuarai.codexrunner.event.Decision;
import io.github.hirakuarai.codexrunner.event.Preview;
import io.github.hirakuarai.codexrunner.event.Preview.ChangedFile;
import io.github.hirakuarai.codexrunner.event.Preview.PlannedCommit;
import io.github.hirakuarai.codexrunner.event.Preview.PlannedFile;
import io.github.hirakuarai.codexrunner.event.Preview.PlannedOutput;
import io.github.hirakuarai.codexrunner.event.RunPlan;
import io.github.hirakuarai.codexrunner.lane.PreviewLease;
import io.github.hirakuarai.codexrunner.lane.ReadyLane;
import io.github.hirakuarai.codexrunner.lane.StepLease;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.FileChange;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.Reason;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import io.github.hirakuarai.codexrunner.spi.CommitPlan;
import io.github.hirakuarai.codexrunner.spi.OutputPlan;
import io.github.hirakuarai.codexrunner.spi.OutputRequest;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.spi.WorkspaceUnavailableException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tries one brief without a claim: its steps run in a disposable clone, whatever the lane says, the commit is built in a
 * mirror that is thrown away, and the outputs are rendered and not delivered.
 */
public final class Previewer {

    /** How much of the diff is shown, in characters. */
    private static final int DIFF_LIMIT = 1 << 20;

    private final RunnerContext context;
    private final RunTools tools;
    private final Texts texts;
    private final Repositories repositories;
    private final Path folderOfRuns;

    /** @param folderOfRuns where the logs of the steps stand until the caller takes them away */
    public Previewer(RunnerContext context, RunTools tools, Texts texts, Repositories repositories, Path folderOfRuns) {
        this.context = context;
        this.tools = tools;
        this.texts = texts;
        this.repositories = repositories;
        this.folderOfRuns = folderOfRuns;
    }

    public Preview preview(BriefEvaluation evaluation, CancellationToken cancellation) {
        RunPlan plan = evaluation.runPlan();
        Lane disposable = plan.lane().in(Lane.WorkspaceMode.ISOLATED);
        RunId run = RunFolder.newId(evaluation.found().id(), context.clock());
        try (RunFolder folder = RunFolder.create(folderOfRuns, run, context.clock());
                Workspace workspace = tools.lanes()
                        .open(disposable, tools.lanes().workspace(run, disposable, plan.brief(), plan.branch()));
                PreviewLease lease = new PreviewLease(StepLease.of(context.config()), workspace);
                ReadyLane lane = tools.lanes().withVariables(plan.lane())) {
            RunPlan ready = plan.on(lane.lane());
            return new Preview(
                    evaluation, tried(evaluation.decided(new Decision.Run(ready)), folder, workspace, cancellation));
        } catch (WorkspaceUnavailableException e) {
            Reason reason = e.reason();
            return new Preview(evaluation.held(reason), null);
        }
    }

    /** workspace → steps → commit → outputs → comment, as in an attempt. */
    private Preview.Trial tried(
            BriefEvaluation evaluation, RunFolder folder, Workspace workspace, CancellationToken cancellation) {
        RunReportBuilder facts = new RunReportBuilder(
                evaluation, folder.run(), null, context.clock().instant());
        RunExecution work = new RunExecution(context, texts.sanitizer(), repositories, folder, facts);
        RunOutputs planned = new RunOutputs(tools, texts, repositories, facts);
        List<PlannedOutput> outputs = new ArrayList<>();
        @Nullable PlannedCommit commit = null;
        @Nullable Failure failure;
        String diff = "";
        try {
            work.checkOut(workspace);
            StepsResult steps = work.runSteps(workspace, RunProgress.NONE, cancellation);
            work.look(workspace);
            diff = workspace.diff(DIFF_LIMIT);
            failure = steps.failure();
            if (failure == null) {
                commit = commit(planned, facts, workspace);
                for (OutputRequest request : planned.requests()) {
                    OutputPlan plan = planned.planned(request);
                    outputs.add(new PlannedOutput(
                            request.output().type(), plan.summary(), planned.render(request, workspace::readOutput)));
                }
            }
        } catch (RuntimeException | Error e) {
            failure = Failures.of(e, texts.sanitizer(), folderOfRuns);
        }
        facts.ended(context.clock().instant(), failure);
        boolean comment = context.config().report().comment();
        return new Preview.Trial(
                facts.result(),
                failure,
                facts.startedFrom(),
                facts.steps(),
                files(facts),
                texts.sanitizer().plain(diff),
                facts.gitNotes(),
                commit,
                outputs,
                comment ? texts.status().render(facts.report(facts.result().state())) : null);
    }

    private @Nullable PlannedCommit commit(RunOutputs planned, RunReportBuilder facts, Workspace workspace) {
        Map<OutputRequest, CommitPlan> commits = planned.commits();
        if (commits.isEmpty()) {
            return null;
        }
        BranchContents contents = planned.contents(commits, workspace::readOutput);
        CommitBuilder.Prepared prepared = planned.build(contents, workspace);
        facts.committed(prepared.files(), contents.branch());
        return new PlannedCommit(
                contents.branch(),
                contents.standing(),
                prepared.message(),
                contents.additions().stream()
                        .map(file -> new PlannedFile(
                                file.path(),
                                texts.sanitizer().plain(new String(file.content(), StandardCharsets.UTF_8))))
                        .toList());
    }

    private static List<ChangedFile> files(RunReportBuilder facts) {
        List<FileChange> committed = facts.committed();
        return facts.changes().stream()
                .map(change -> new ChangedFile(change.path(), change.kind(), committed.contains(change)))
                .toList();
    }
}
