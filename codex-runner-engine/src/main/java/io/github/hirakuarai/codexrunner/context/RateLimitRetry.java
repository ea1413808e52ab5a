package io.github.hirakuarai.codexrunner.context;

import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import io.github.hirakuarai.codexrunner.spi.RateLimitedException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Waits out the forge's limits in the middle of a run: what its steps have done is not thrown away for them. */
public final class RateLimitRetry {

    /** GitHub's limits end within the hour. */
    private static final Duration LONGEST = Duration.ofMinutes(65);

    private static final int TRIES = 5;

    private final Clock clock;
    private final CancellationToken cancellation;
    private final Consumer<Instant> waits;

    /**
     * Waits on this clock.
     *
     * @param cancellation ends the waiting
     * @param waits hears until when, before each waiting
     */
    public RateLimitRetry(Clock clock, CancellationToken cancellation, Consumer<Instant> waits) {
        this.clock = clock;
        this.cancellation = cancellation;
        this.waits = waits;
    }

    /** Makes a request that may be made again, when the forge takes it. */
    public <T> T ask(Supplier<T> request) {
        for (int tries = 1; ; tries++) {
            try {
                return request.get();
            } catch (RateLimitedException e) {
                Duration wait = Duration.between(clock.instant(), e.until());
                if (tries == TRIES || wait.compareTo(LONGEST) > 0) {
                    throw e;
                }
                waits.accept(e.until());
                if (isCancelledWithin(wait)) {
                    throw e;
                }
            }
        }
    }

    private boolean isCancelledWithin(Duration wait) {
        CountDownLatch cancelled = new CountDownLatch(1);
        try (CancellationToken.Registration registered = cancellation.onCancel(cancelled::countDown)) {
            return cancelled.await(Math.max(1, wait.toMillis() + 1), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
