package io.github.hirakuarai.codexrunner.attempt;

import io.github.hirakuarai.codexrunner.attempt.StepRunner.StepsResult;
import io.github.hirakuarai.codexrunner.context.BriefEvaluation;
import io.github.hirakuarai.codexrunner.event.RunPlan;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.FileChange;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.model.StepResult;
import io.github.hirakuarai.codexrunner.publish.RunReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is known of an attempt so far: each stage adds what it found out, and the report is made of it at any time. */
final class RunReportBuilder {

    /** How much of the diff is kept for the report, in characters. */
    static final int DIFF_LIMIT = 20_000;

    private final BriefEvaluation evaluation;
    private final RunId run;
    private final RunReport.@Nullable Logs logs;
    private final Instant startedAt;
    private @Nullable String baseCommit;
    private @Nullable String standing;
    private List<StepResult> steps = List.of();
    private boolean partial;
    private List<FileChange> changes = List.of();
    private List<FileChange> committed = List.of();
    private @Nullable String branch;
    private String diff = "";
    private List<String> gitNotes = List.of();
    private List<String> startNotes = List.of();
    private final List<Link> links = new ArrayList<>();
    private @Nullable Instant endedAt;
    private @Nullable Failure failure;
    private RunReport.@Nullable Progress progress;
    private List<RunReport.EarlierAttempt> earlier = List.of();

    /**
     * Nothing is known yet.
     *
     * @param logs where the full logs are kept; null in a preview, which keeps none and is no attempt
     */
    RunReportBuilder(BriefEvaluation evaluation, RunId run, RunReport.@Nullable Logs logs, Instant startedAt) {
        this.evaluation = evaluation;
        this.run = run;
        this.logs = logs;
        this.startedAt = startedAt;
    }

    BriefEvaluation evaluation() {
        return evaluation;
    }

    RunId run() {
        return run;
    }

    /**
     * The workspace stands at the base.
     *
     * @param branchTip where the run's branch stands on the server; null when it is not there
     */
    void startedFrom(String commit, @Nullable String branchTip) {
        baseCommit = commit;
        standing = branchTip;
    }

    /** The run starts from an approved commit although its base is further on by now. */
    void movedOn(String base, String commit) {
        startNotes =
                List.of(base + " has moved on since the approval: the run started from " + commit + ", as approved");
    }

    /** What came before this attempt. */
    synchronized void follows(List<RunReport.EarlierAttempt> attempts) {
        earlier = List.copyOf(attempts);
    }

    /** A step begins; those before it have ended. */
    synchronized void begins(RunReport.Progress step, List<StepResult> before) {
        progress = step;
        steps = List.copyOf(before);
    }

    synchronized void ran(StepsResult result) {
        progress = null;
        steps = result.steps();
        partial = result.partial();
    }

    synchronized void changed(List<FileChange> files, String asDiff, List<String> notes) {
        changes = List.copyOf(files);
        diff = asDiff;
        gitNotes = List.copyOf(notes);
    }

    /** What the workspace could not put back is told with what the steps did to git. */
    void notPutBack(List<String> notes) {
        gitNotes = Stream.concat(gitNotes.stream(), notes.stream()).toList();
    }

    /**
     * The outputs put these files on a branch.
     *
     * @param onBranch the run's, or the one that was made in its place
     */
    void committed(List<FileChange> files, String onBranch) {
        committed = List.copyOf(files);
        branch = onBranch;
    }

    void delivered(List<Link> more) {
        links.addAll(more);
    }

    synchronized void ended(Instant at, @Nullable Failure why) {
        endedAt = at;
        failure = why;
    }

    List<FileChange> changes() {
        return changes;
    }

    List<FileChange> committed() {
        return committed;
    }

    List<StepResult> steps() {
        return steps;
    }

    List<String> gitNotes() {
        return gitNotes;
    }

    @Nullable
    Failure failure() {
        return failure;
    }

    /** The base's tip when the attempt began; null when it did not get so far. */
    @Nullable
    String startedFrom() {
        return baseCommit;
    }

    /** The base's tip when the attempt began; there is one once the workspace stands. */
    String baseCommit() {
        return Objects.requireNonNull(baseCommit);
    }

    @Nullable
    String standing() {
        return standing;
    }

    List<Link> links() {
        return List.copyOf(links);
    }

    Result result() {
        return result(failure);
    }

    /** How the run ends if it fails for this reason, or for none. */
    Result result(@Nullable Failure why) {
        if (why != null) {
            return why.result();
        }
        return partial ? Result.PARTIAL : Result.SUCCESS;
    }

    /** What is known now. */
    synchronized RunReport report(BriefState state) {
        @Nullable RunPlan plan = evaluation.plan().orElse(null);
        return new RunReport(
                evaluation.found().id(),
                evaluation.found().key(),
                evaluation.found().digest(),
                run,
                logs == null ? RunReport.PREVIEW : evaluation.attempt(),
                state,
                endedAt == null ? null : result(),
                plan == null
                        ? null
                        : new RunReport.Place(plan.lane().name(), plan.lane().executor(), plan.host()),
                startedAt,
                endedAt,
                progress,
                plan == null ? 0 : plan.brief().steps().size(),
                steps,
                plan == null || baseCommit == null ? null : changes(plan),
                links,
                failure,
                evaluation.problems(),
                plan == null ? null : logs,
                earlier);
    }

    private RunReport.Changes changes(RunPlan plan) {
        List<String> others = changes.stream()
                .filter(change -> !committed.contains(change))
                .map(FileChange::path)
                .toList();
        // A workspace begins clean, or the run does not begin.
        return new RunReport.Changes(
                plan.base(),
                branch == null ? plan.branch() : branch,
                plan.lane().workspace() == Lane.WorkspaceMode.IN_PLACE ? plan.workdir() : null,
                List.of(),
                changes.stream().map(RunReportBuilder::status).toList(),
                diff,
                others,
                Stream.concat(startNotes.stream(), gitNotes.stream()).toList());
    }

    private static String status(FileChange change) {
        return switch (change.kind()) {
                    case ADDED -> "A ";
                    case MODIFIED -> "M ";
                    case DELETED -> "D ";
                }
                + change.path();
    }
}
