package io.github.hirakuarai.codexrunner.github;

import java.time.Duration;

/**
 * Keeps the writes under GitHub's limits: 900 points a minute (a write is 5), and about 80 a minute and 500 an hour that create content.
 * Used by one thread at a time.
 */
final class WritePace {

    private final TokenBucket writes;
    private final TokenBucket creations;
    private final Waiting waiting;

    WritePace(Waiting waiting) {
        this.waiting = waiting;
        long now = waiting.nanoTime();
        this.writes = new TokenBucket(20, Duration.ofSeconds(1), now);
        // A burst of 240 and 240 more in an hour stay under 500, whichever hour is looked at.
        this.creations = new TokenBucket(240, Duration.ofSeconds(15), now);
    }

    /** Returns when the next write may leave. */
    void await(boolean creates) throws InterruptedException {
        long now = waiting.nanoTime();
        Duration wait = writes.take(now);
        if (creates) {
            Duration other = creations.take(now);
            wait = wait.compareTo(other) < 0 ? other : wait;
        }
        if (!wait.isZero()) {
            waiting.await(wait);
        }
    }
}
