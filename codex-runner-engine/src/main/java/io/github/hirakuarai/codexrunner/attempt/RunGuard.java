package io.github.hirakuarai.codexrunner.attempt;

import io.github.hirakuarai.codexrunner.context.AttemptFailed;
import io.github.hirakuarai.codexrunner.context.Objection;
import io.github.hirakuarai.codexrunner.context.RateLimitRetry;
import io.github.hirakuarai.codexrunner.git.RemoteRefs;
import io.github.hirakuarai.codexrunner.ledger.PushGuard;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import io.github.hirakuarai.codexrunner.spi.StateStore;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Asks whether a run may go on, and whoever cancelled it sees that they were heard. As a guard of pushes it sees to it that between
 * the check of the issue and the push that follows no operator's command passes unseen.
 */
final class RunGuard implements PushGuard {

    private final HeldRun held;
    private final RunCheck check;
    private final StateStore states;
    private final RateLimitRetry retry;
    private final CancellationToken cancellation;

    /** @param cancellation of everything that the runner does */
    RunGuard(HeldRun held, RunCheck check, StateStore states, RateLimitRetry retry, CancellationToken cancellation) {
        this.cancellation = cancellation;
        this.held = held;
        this.check = check;
        this.states = states;
        this.retry = retry;
    }

    HeldRun held() {
        return held;
    }

    /** Of everything that the runner does. */
    CancellationToken cancellation() {
        return cancellation;
    }

    @Override
    public boolean permits(RemoteRefs advertised) {
        return check.isUncommanded(advertised);
    }

    @Override
    public void stopped() {
        requireUnchanged(true);
    }

    /** The commands that stood when the brief was claimed and that this run carries out. */
    List<BriefCommand> followed() {
        return check.commandsBefore().stream()
                .filter(command -> held.evaluation().commands().contains(command.id()))
                .toList();
    }

    /** Makes a request that may be made again, when the forge takes it. */
    <T> T ask(Supplier<T> request) {
        return retry.ask(request);
    }

    /**
     * Why the run must not go on; empty when nobody objects.
     *
     * @param operators whether their commands are looked for
     */
    Optional<Objection> objection(boolean operators) {
        Optional<Objection> found = check.objection(held.evaluation(), operators);
        found.map(Objection::cancel)
                .ifPresent(command -> states.acknowledge(
                        held.evaluation().found().document().issue(), List.of(command), held.claim()));
        return found;
    }

    /**
     * Protocol §2: the text is checked again just before the first step and before each push.
     *
     * @param operators whether their commands are looked for: a push that follows tells of them
     */
    void requireUnchanged(boolean operators) {
        retry.ask(() -> objection(operators)).ifPresent(why -> {
            throw new AttemptFailed(why);
        });
    }
}
