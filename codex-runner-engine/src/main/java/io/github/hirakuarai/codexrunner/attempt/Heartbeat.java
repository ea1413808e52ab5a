package io.github.hirakuarai.codexrunner.attempt;

import io.github.hirakuarai.codexrunner.context.Objection;
import io.github.hirakuarai.codexrunner.ledger.Claim;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a claim alive while its brief runs, and ends the steps when it is lost or when people want no more of it. Two
 * threads, gone when it is closed: who asks the people may have to wait, and the claim may not.
 */
final class Heartbeat implements AutoCloseable {

    /** Protocol §5: while a brief runs, document, label and commands are read again at least so often. */
    private static final Duration SUPERVISION = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);

    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2, work -> {
        Thread thread = new Thread(work, "codex-runner-heartbeat");
        thread.setDaemon(true);
        return thread;
    });
    private final Claim claim;
    private final CancellationToken cancellation;
    private final Supplier<Optional<Objection>> supervision;
    private final Runnable renewed;
    private volatile @Nullable Objection objection;

    /**
     * Starts it.
     *
     * @param supervision asks why the run must not go on; empty when nobody objects
     * @param renewed is told of each renewal
     */
    Heartbeat(
            Claim claim, CancellationToken cancellation, Supplier<Optional<Objection>> supervision, Runnable renewed) {
        this.claim = claim;
        this.renewed = renewed;
        this.cancellation = cancellation;
        this.supervision = supervision;
        every(claim.renewalInterval(), this::renew);
        every(min(SUPERVISION, claim.renewalInterval()), this::supervise);
    }

    /** What ended the steps; empty when nobody has objected. */
    Optional<Objection> objection() {
        return Optional.ofNullable(objection);
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // survive() leaves nothing for a future to tell
    private void every(Duration interval, Runnable beat) {
        long nanos = interval.toNanos();
        scheduler.scheduleWithFixedDelay(() -> survive(beat), nanos, nanos, TimeUnit.NANOSECONDS);
    }

    private void renew() {
        try {
            claim.renew();
            renewed.run();
        } finally {
            if (claim.expired()) {
                cancellation.cancel("the claim could not be renewed in time");
            }
        }
    }

    private void supervise() {
        supervision.get().ifPresent(found -> {
            objection = found;
            cancellation.cancel(found.failure().message());
        });
    }

    /** One beat that fails is no reason to stop: the next one tries again, and the lease decides. */
    private static void survive(Runnable beat) {
        try {
            beat.run();
        } catch (RunnerException e) {
            log.warn("{}", e.getMessage());
        } catch (RuntimeException e) {
            log.warn("a heartbeat failed", e);
        }
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
