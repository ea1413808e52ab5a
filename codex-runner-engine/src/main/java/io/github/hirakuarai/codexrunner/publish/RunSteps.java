package io.github.hirakuarai.codexrunner.publish;

import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.model.StepResult;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which steps of a run explain how it ended. */
public final class RunSteps {

    /** These failures are the step's own: how it ended is the cause. */
    private static final Set<String> OF_STEPS = Set.of("STEP_FAILED", "STEP_TIMED_OUT");

    private RunSteps() {}

    /** Returns whether a step began and did not succeed. */
    public static boolean failed(StepResult step) {
        return !step.exit().succeeded() && !(step.exit() instanceof StepExit.Skipped);
    }

    /** Returns the step that ended the run; empty when the run did not fail in a step. */
    public static Optional<StepResult> decisive(List<StepResult> steps) {
        return steps.stream()
                .filter(RunSteps::failed)
                .filter(step -> !step.step().continueOnError() || !(step.exit() instanceof StepExit.Exited))
                .findFirst();
    }

    static Optional<StepResult> decisive(RunReport report) {
        return report.failure() == null ? Optional.empty() : decisive(report.steps());
    }

    static Optional<StepResult> firstFailed(RunReport report) {
        return report.steps().stream().filter(RunSteps::failed).findFirst();
    }

    static boolean endedByItself(Failure failure) {
        return OF_STEPS.contains(failure.code());
    }
}
