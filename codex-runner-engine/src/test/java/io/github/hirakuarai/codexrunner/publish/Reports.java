package io.github.hirakuarai.codexrunner.publish;

import io.github.hirakuarai.codexrunner.model.Action;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.model.Step;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.model.StepResult;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reports of runs that tests render: a successful one of no steps, and from it any other. */
final class Reports {

    static final Instant START = Instant.parse("2026-11-21T05:04:03.123Z");
    static final Link PULL_REQUEST =
            new Link("pull_request", "octo/app#12 Refresh licences", URI.create("https://github.com/octo/app/pull/12"));

    private BriefState state = BriefState.DONE;
    private @Nullable Result result = Result.SUCCESS;
    private RunReport.@Nullable Place place = new RunReport.Place("devbox-codex", "local", "devbox-1");
    private RunReport.@Nullable Progress progress;
    private int stepCount;
    private List<StepResult> steps = List.of();
    private RunReport.@Nullable Changes changes;
    private List<Link> links = List.of();
    private @Nullable Failure failure;
    private List<Problem> problems = List.of();
    private List<RunReport.EarlierAttempt> earlier = List.of();

    static Reports success() {
        return new Reports();
    }

    static Reports failed(Failure failure) {
        Reports reports = new Reports();
        reports.state = BriefState.FAILED;
        reports.result = failure.result();
        reports.failure = failure;
        return reports;
    }

    static Reports failedStep() {
        return failed(new Failure(
                Result.FAILURE, "STEP_FAILED", "step 2 (compile) failed: exit 2", "see the end of its output below"));
    }

    static Reports running(BriefState state) {
        Reports reports = new Reports();
        reports.state = state;
        reports.result = null;
        return reports;
    }

    Reports partial() {
        result = Result.PARTIAL;
        return this;
    }

    Reports steps(StepResult... all) {
        return steps(List.of(all));
    }

    Reports steps(List<StepResult> all) {
        steps = all;
        stepCount = Math.max(stepCount, all.size());
        return this;
    }

    Reports now(int step, int of, String name) {
        progress = new RunReport.Progress(step, name, START.plusSeconds(60));
        stepCount = of;
        return this;
    }

    Reports changes(RunReport.Changes what) {
        changes = what;
        return this;
    }

    Reports links(Link... all) {
        links = List.of(all);
        return this;
    }

    Reports problems(List<Problem> all) {
        problems = all;
        return this;
    }

    Reports nowhere() {
        place = null;
        return this;
    }

    Reports earlier(RunReport.EarlierAttempt... all) {
        earlier = List.of(all);
        return this;
    }

    RunReport report() {
        return new RunReport(
                BriefId.parse("octo/app#774-c12").orElseThrow(),
                new BriefKey("ab".repeat(32)),
                Digest.of("x\n"),
                new RunId("20261121T050403Z-774-c12-4f1a09"),
                earlier.size() + 1,
                state,
                result,
                place,
                START,
                result == null ? null : START.plusSeconds(83),
                progress,
                stepCount,
                steps,
                changes,
                links,
                failure,
                problems,
                new RunReport.Logs("runs/20261121T050403Z-774-c12-4f1a09", "devbox-1"),
                earlier);
    }

    static StepResult step(int ordinal, String name, StepExit exit, String output) {
        return step(ordinal, name, exit, output, false);
    }

    static StepResult allowed(int ordinal, String name, StepExit exit, String output) {
        return step(ordinal, name, exit, output, true);
    }

    private static StepResult step(int ordinal, String name, StepExit exit, String output, boolean continueOnError) {
        Step step = new Step(name, new Action.Shell("true"), null, Map.of(), continueOnError, false);
        return new StepResult(ordinal, step, exit, START, Duration.ofMillis(1234), output);
    }

    static StepExit exit(int code) {
        return new StepExit.Exited(code);
    }

    /** The steps changed so many files, of which the last was not published when {@code all} is false. */
    static RunReport.Changes changes(int files, String diff, boolean all) {
        List<String> status = java.util.stream.IntStream.rangeClosed(1, files)
                .mapToObj(n -> "M src/文書/file-" + n + ".txt")
                .toList();
        List<String> others = all ? List.of() : List.of("src/文書/file-" + files + ".txt");
        return new RunReport.Changes(
                "main", "codex/774-c12-1a2b3c4d", "~/work/app", List.of(), status, diff, others, List.of());
    }
}
