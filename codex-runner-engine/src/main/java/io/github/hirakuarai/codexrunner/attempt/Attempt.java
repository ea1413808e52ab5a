package io.github.hirakuarai.codexrunner.attempt;

import io.github.hirakuarai.codexrunner.attempt.StepRunner.StepsResult;
import io.github.hirakuarai.codexrunner.context.Objection;
import io.github.hirakuarai.codexrunner.disk.JournalEntry;
import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One attempt of one brief under its claim: the pipeline from the workspace to the state that users see. */
public final class Attempt {

    private final HeldRun held;
    private final RunExecution work;
    private final OutputDeliverer outputs;
    private final RunGuard guard;
    private final RunDisplay display;
    private final AttemptEnd end;

    Attempt(RunExecution work, OutputDeliverer outputs, RunGuard guard, RunDisplay display, AttemptEnd end) {
        this.held = guard.held();
        this.work = work;
        this.outputs = outputs;
        this.guard = guard;
        this.display = display;
        this.end = end;
    }

    /** workspace → steps → outputs → report → state. Ends the record whatever happens, unless the claim was lost. */
    public RunEvent.Ended carryOut(Workspace workspace) {
        CancellationToken runnerCancellation = guard.cancellation();
        CancellationToken cancellation = new CancellationToken();
        @Nullable Objection why;
        try (CancellationToken.Registration linked = runnerCancellation.onCancel(
                        () -> cancellation.cancel(runnerCancellation.reason().orElse("the runner is ending")));
                Heartbeat heartbeat = new Heartbeat(
                        held.claim(), cancellation, this::supervise, () -> work.renew(workspace, held.claim()))) {
            work.renew(workspace, held.claim());
            why = workIn(workspace, cancellation, heartbeat);
            display.stopProgress();
            end.putBack(workspace, why == null ? null : why.failure());
        } catch (RuntimeException | Error e) {
            why = end.why(e);
        }
        return end.tell(why);
    }

    /** Why the attempt fails; null when it does not. */
    private @Nullable Objection workIn(Workspace workspace, CancellationToken cancellation, Heartbeat heartbeat) {
        try {
            JournalEntry.@Nullable Checkout checkout = held.progress().checkout();
            guard.requireUnchanged(checkout != null);
            if (checkout == null) {
                display.spendApprovals();
                display.show(BriefState.RUNNING);
                display.acknowledgeCommands();
                work.checkOut(workspace);
            } else {
                work.resume(workspace, checkout);
            }
            StepsResult steps = work.runSteps(workspace, held.progress(), cancellation);
            work.look(workspace);
            @Nullable Failure failed = steps.failure();
            if (failed != null) {
                // A step that was cancelled because somebody objected failed for that reason.
                Objection why = heartbeat
                        .objection()
                        .filter(objection -> failed.result() == Result.CANCELLED)
                        .orElseGet(() -> new Objection(failed));
                return end.masked(why);
            }
            outputs.deliver(workspace);
            return null;
        } catch (RuntimeException | Error e) {
            return end.why(e);
        }
    }

    /** A brief that is rejected ends with the reason, and its users are told; none of its steps run. */
    RunEvent.Ended reject(Failure failure) {
        display.acknowledgeCommands();
        return end.tell(new Objection(failure));
    }

    private Optional<Objection> supervise() {
        display.tellProgress();
        return guard.objection(true);
    }
}
