package io.github.hirakuarai.codexrunner.cli;

import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When a service polls next: after its interval, or soon after a delivery. Forges' lists lag behind their deliveries, so each wake
 * is several polls. Safe for many threads.
 */
final class WakeUps {

    /** At most one wake in that time, however many deliveries come. */
    private static final long APART = TimeUnit.SECONDS.toNanos(5);

    /** The polls of one wake, in seconds after it. */
    private static final List<Integer> POLLS = List.of(0, 2, 5, 10);

    private final LongSupplier clock;
    private final TreeSet<Long> due = new TreeSet<>();
    private @Nullable Long lastWake;
    private boolean ended;

    /** @param clock nanoseconds since some moment before, never going back */
    WakeUps(LongSupplier clock) {
        this.clock = clock;
    }

    static WakeUps create() {
        long start = System.nanoTime();
        return new WakeUps(() -> System.nanoTime() - start);
    }

    /** Something has happened at the forge. */
    synchronized void delivered() {
        long now = clock.getAsLong();
        if (lastWake != null && lastWake > now) {
            // The wake that is still to come is for this delivery too.
            return;
        }
        long wake = lastWake == null ? now : Math.max(now, lastWake + APART);
        lastWake = wake;
        POLLS.forEach(seconds -> due.add(wake + TimeUnit.SECONDS.toNanos(seconds)));
        notifyAll();
    }

    /** The service ends: nothing is waited for any more. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /**
     * Waits for the next poll.
     *
     * @param least how long to wait in any case, because the forge asked for it
     * @param interval how long to wait when nothing is delivered
     * @return whether there is one: false once the service ends
     */
    synchronized boolean await(Duration least, Duration interval) throws InterruptedException {
        long began = clock.getAsLong();
        while (!ended) {
            long left = left(began, least, interval);
            if (left <= 0) {
                taken();
                return true;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return false;
    }

    /** A poll begins: it stands for all that are due. */
    synchronized void taken() {
        due.headSet(clock.getAsLong(), true).clear();
    }

    /** Nanoseconds until the next poll, of somebody who has waited since a moment. */
    synchronized long left(long began, Duration least, Duration interval) {
        long regular = began + interval.toNanos();
        long woken = due.isEmpty() ? regular : Math.max(due.first(), began + least.toNanos());
        return Math.min(regular, woken) - clock.getAsLong();
    }
}
