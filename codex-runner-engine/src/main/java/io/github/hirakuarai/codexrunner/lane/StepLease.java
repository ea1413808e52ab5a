package io.github.hirakuarai.codexrunner.lane;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.ledger.Ledger;
import java.time.Duration;

/**
 * How long steps may go on by themselves: two thirds of the claim's lease, less the time that it takes to end them. So they
 * have ended before another runner may take the brief over.
 *
 * @param writing how long the claim's holder may write after a confirmed renewal
 * @param grace how long a process that is told to end then may take before it is killed
 */
public record StepLease(Duration writing, Duration grace) {

    public static StepLease of(RunnerConfig config) {
        Duration writing = Ledger.writingTime(config.lease());
        Duration grace = config.limits().grace();
        Duration longest = writing.dividedBy(3);
        return new StepLease(writing, grace.compareTo(longest) < 0 ? grace : longest);
    }

    /** What there is right after a renewal of the claim. */
    Duration full() {
        return writing.minus(grace);
    }

    /** What is left some time after it; zero or less when steps have to end. */
    public Duration left(Duration since) {
        return full().minus(since);
    }
}
