package io.github.hirakuarai.codexrunner.github;

import java.time.Duration;

/**
 * A burst, and then one in each interval. Kept as the one instant until which everything is paid for, so nothing has to be
 * refilled. Used by one thread at a time.
 */
final class TokenBucket {

    private final long burstNanos;
    private final long intervalNanos;
    private long paidUntil;

    /**
     * @param now by a clock that only goes forward, in nanoseconds, as in {@link #take}
     */
    TokenBucket(int burst, Duration interval, long now) {
        this.intervalNanos = interval.toNanos();
        this.burstNanos = burst * intervalNanos;
        this.paidUntil = now;
    }

    /** Takes one, and says how long to wait before it is used: zero while the burst lasts. */
    Duration take(long now) {
        // Compared by difference, because nanoseconds may overflow.
        if (paidUntil - now < 0) {
            paidUntil = now;
        }
        paidUntil += intervalNanos;
        return Duration.ofNanos(Math.max(0, paidUntil - now - burstNanos));
    }
}
