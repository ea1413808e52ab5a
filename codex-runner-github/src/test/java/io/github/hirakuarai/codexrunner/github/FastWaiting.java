package io.github.hirakuarai.codexrunner.github;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Time that passes only when somebody waits. */
final class FastWaiting implements Waiting {

    private final List<Duration> waits = new ArrayList<>();
    // Near the overflow, because System.nanoTime may be anywhere.
    private long now = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();

    @Override
    public synchronized long nanoTime() {
        return now;
    }

    @Override
    public synchronized void await(Duration duration) {
        waits.add(duration);
        pass(duration);
    }

    synchronized void pass(Duration duration) {
        now += duration.toNanos();
    }

    /** Every wait so far. */
    synchronized List<Duration> waits() {
        return List.copyOf(waits);
    }
}
