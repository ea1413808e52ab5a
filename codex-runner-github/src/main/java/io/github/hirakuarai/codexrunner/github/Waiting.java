package io.github.hirakuarai.codexrunner.github;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The passing of time between requests. Tests bring their own, in which nobody waits. */
interface Waiting {

    /** As {@link System#nanoTime}: not set back when somebody sets the clock. */
    long nanoTime();

    /** Lets the calling thread wait. */
    void await(Duration duration) throws InterruptedException;

    /** Time as it really passes. */
    static Waiting real() {
        return new Waiting() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public void await(Duration duration) throws InterruptedException {
                TimeUnit.NANOSECONDS.sleep(duration.toNanos());
            }
        };
    }
}
