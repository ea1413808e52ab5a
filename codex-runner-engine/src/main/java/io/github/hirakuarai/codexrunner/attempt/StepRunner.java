package io.github.hirakuarai.codexrunner.attempt;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.context.RunnerContext;
import io.github.hirakuarai.codexrunner.disk.JournalEntry;
import io.github.hirakuarai.codexrunner.disk.RunFolder;
import io.github.hirakuarai.codexrunner.disk.RunProgress;
import io.github.hirakuarai.codexrunner.disk.StepLog;
import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.event.RunListener;
import io.github.hirakuarai.codexrunner.event.RunPlan;
import io.github.hirakuarai.codexrunner.lane.LaneRights;
import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.LaneVariable;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.Step;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.model.StepResult;
import io.github.hirakuarai.codexrunner.output.StepScripts;
import io.github.hirakuarai.codexrunner.publish.OutputExcerpt;
import io.github.hirakuarai.codexrunner.publish.RunSteps;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import io.github.hirakuarai.codexrunner.spi.StepEnvironment;
import io.github.hirakuarai.codexrunner.spi.StepRequest;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs the steps of a brief one after another, each in a process of its own. */
final class StepRunner {

    /** So much of a line is shown while the step runs. */
    private static final int SHOWN = 512;

    private final RunnerConfig config;
    private final Clock clock;
    private final TextSanitizer texts;
    private final RunListener listener;
    private final BriefId id;
    private final Brief brief;
    private final Lane lane;
    private final RunFolder folder;

    /** @param plan whose brief's steps are run, on its lane */
    StepRunner(RunnerContext context, TextSanitizer texts, BriefId id, RunPlan plan, RunFolder folder) {
        this.config = context.config();
        this.clock = context.clock();
        this.listener = context.listener();
        this.texts = texts;
        this.id = id;
        this.brief = plan.brief();
        this.lane = plan.lane();
        this.folder = folder;
    }

    /**
     * Runs them, or goes on where an earlier process was: a step that is over is not run again, and one that has begun is
     * waited for.
     *
     * @param variables what the runner tells every step, as {@code CODEX_RUN_ID}
     * @param progress how far an earlier process came
     */
    StepsResult run(
            Workspace workspace, Map<String, String> variables, RunProgress progress, CancellationToken cancellation) {
        Duration limit = brief.timeout() == null ? config.limits().runTimeout() : brief.timeout();
        Instant end = progress.begun().values().stream()
                .min(Comparator.naturalOrder())
                .orElseGet(clock::instant)
                .plus(limit);
        long logBytes = config.limits().logBytes();
        List<StepResult> results = new ArrayList<>();
        @Nullable Failure failure = null;
        boolean partial = false;
        LaneRights rights = new LaneRights(lane);
        for (int ordinal = 1; ordinal <= brief.steps().size(); ordinal++) {
            Step step = brief.steps().get(ordinal - 1);
            if (failure != null && (!step.always() || cancellation.reason().isPresent())) {
                results.add(new StepResult(ordinal, step, new StepExit.Skipped(), clock.instant(), Duration.ZERO, ""));
                continue;
            }
            rights.require(brief, step);
            Duration left = Duration.between(clock.instant(), end);
            Duration stepLimit = step.timeout() == null ? config.limits().stepTimeout() : step.timeout();
            // Cleaning up gets its own time even when the run's is over.
            boolean runEndsFirst = failure == null && left.compareTo(stepLimit) < 0;
            JournalEntry.@Nullable EndedStep before = progress.ended().get(ordinal);
            StepResult result;
            if (before == null) {
                StepRequest request = new StepRequest(
                        ordinal,
                        step,
                        environment(step, ordinal, variables),
                        runEndsFirst ? atLeastAMoment(left) : stepLimit,
                        logBytes,
                        0);
                result = runOne(request, workspace, progress.begun().get(ordinal), cancellation);
            } else {
                Instant startedAt = progress.begun().getOrDefault(ordinal, clock.instant());
                String tail = StepLog.tail(folder.steps(), ordinal, before.logFull());
                result = new StepResult(ordinal, step, before.exit(), startedAt, before.elapsed(), tail);
                runEndsFirst = before.exit() instanceof StepExit.TimedOut timedOut
                        && timedOut.limit().compareTo(stepLimit) < 0;
            }
            logBytes = Math.max(0, logBytes - StepLog.size(folder.steps(), ordinal));
            results.add(result);
            if (result.exit().succeeded()) {
                continue;
            }
            boolean stops = !step.continueOnError()
                    || result.exit() instanceof StepExit.Cancelled
                    || result.exit() instanceof StepExit.Lost
                    || (result.exit() instanceof StepExit.TimedOut && runEndsFirst);
            if (!stops) {
                partial = true;
            } else if (failure == null) {
                failure = failure(result, runEndsFirst ? limit : null);
            }
        }
        return new StepsResult(results, partial, failure);
    }

    /**
     * Runs one step, or waits for it.
     *
     * @param begunAt when an earlier process began it; null when none did
     */
    private StepResult runOne(
            StepRequest request, Workspace workspace, @Nullable Instant begunAt, CancellationToken cancellation) {
        int ordinal = request.ordinal();
        // The values of the lane's variables are known to no later reader of the log.
        @Nullable TextSanitizer mask = lane.env().isEmpty() ? null : texts;
        String name = texts.plain(request.step().name());
        StepScripts scripts = StepScripts.of(ordinal, name);
        listener.on(new RunEvent.StepStarted(id, ordinal, brief.steps().size(), name));
        if (begunAt == null) {
            folder.journal().intent(new JournalEntry.Step(ordinal));
        }
        Instant startedAt = begunAt == null ? clock.instant() : begunAt;
        StepExit exit;
        String tail;
        @Nullable String full;
        CancellationToken ofStep = new CancellationToken();
        try (CancellationToken.Registration linked = cancellation.onCancel(
                        () -> ofStep.cancel(cancellation.reason().orElse("cancelled")));
                StepLog log = new StepLog(
                        StepLog.file(folder.steps(), ordinal),
                        request.outputLimit(),
                        (line, ended) -> listener.on(
                                ended
                                        ? new RunEvent.StepOutput(id, ordinal, shown(line, scripts))
                                        : new RunEvent.StepProgress(id, ordinal, shown(line, scripts))),
                        () -> ofStep.cancel("its log cannot be written"),
                        mask)) {
            // One that runs already is ended by the executor, which says what came of it.
            exit = cancellation.reason().isPresent() && begunAt == null
                    ? new StepExit.Cancelled(cancellation.reason().get())
                    : workspace.run(from(log.size(), request), log, ofStep);
            log.requireWritten();
            tail = log.tail();
            full = log.isFull() ? log.sizeText() : null;
        }
        Duration elapsed = Duration.between(startedAt, clock.instant());
        StepResult result = new StepResult(ordinal, request.step(), exit, startedAt, elapsed, tail);
        folder.journal().receipt(new JournalEntry.EndedStep(ordinal, exit, elapsed, full != null));
        listener.on(new RunEvent.StepEnded(
                id, result, RunSteps.failed(result) ? OutputExcerpt.forTerminal(texts, result) : List.of()));
        if (full != null) {
            listener.on(new RunEvent.Warned(
                    id,
                    "the log of step " + ordinal + " was cut after " + full
                            + ", the limit of limits.logBytes; set it higher to keep more"));
        }
        return result;
    }

    /** Masked, and then cut. A long line of which masking leaves little may have been cut in the middle of a secret before. */
    private String shown(String line, StepScripts scripts) {
        String clean = scripts.named(texts.plain(line));
        if (clean.length() > SHOWN) {
            return clean.substring(0, Character.isHighSurrogate(clean.charAt(SHOWN - 1)) ? SHOWN - 1 : SHOWN);
        }
        return line.length() > 2 * SHOWN ? "…" : clean;
    }

    private static StepRequest from(long offset, StepRequest request) {
        return new StepRequest(
                request.ordinal(),
                request.step(),
                request.environment(),
                request.timeout(),
                request.outputLimit(),
                offset);
    }

    private StepEnvironment environment(Step step, int ordinal, Map<String, String> variables) {
        Map<String, String> all = new LinkedHashMap<>(brief.env());
        all.putAll(step.env());
        lane.env().forEach((name, variable) -> all.put(name, ((LaneVariable.Value) variable).value()));
        all.putAll(variables);
        all.put("CODEX_STEP", Integer.toString(ordinal));
        all.put("CI", "true");
        return new StepEnvironment(all, config.secrets(), lane.passEnv());
    }

    private static Failure failure(StepResult result, @Nullable Duration runLimit) {
        String step = "step " + result.ordinal() + " (" + result.step().name() + ")";
        StepExit exit = result.exit();
        if (exit instanceof StepExit.Cancelled cancelled) {
            return new Failure(Result.CANCELLED, "CANCELLED", "cancelled in " + step + ": " + cancelled.why(), null);
        }
        if (exit instanceof StepExit.Lost lost) {
            return new Failure(
                    Result.INTERRUPTED, "CONNECTION_LOST", "the host was lost in " + step + ": " + lost.why(), null);
        }
        if (exit instanceof StepExit.TimedOut timedOut) {
            return runLimit == null
                    ? new Failure(
                            Result.TIMED_OUT,
                            "STEP_TIMED_OUT",
                            step + " " + timedOut.text(),
                            "set a longer timeout for the step")
                    : new Failure(
                            Result.TIMED_OUT,
                            "RUN_TIMED_OUT",
                            "the run " + new StepExit.TimedOut(runLimit).text() + ", in " + step,
                            "set a longer timeout for the brief");
        }
        return new Failure(
                Result.FAILURE, "STEP_FAILED", step + " failed: " + exit.text(), "see the end of its output below");
    }

    private static Duration atLeastAMoment(Duration left) {
        return left.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : left;
    }

    /**
     * What came of all steps.
     *
     * @param steps one for each of the brief's, in their order
     * @param partial whether a step failed that was allowed to
     * @param failure why the run fails; null when it does not
     */
    record StepsResult(
            List<StepResult> steps,
            boolean partial,
            @Nullable Failure failure) {
        StepsResult {
            steps = List.copyOf(steps);
        }
    }
}
