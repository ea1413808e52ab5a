package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition, and leaves the processor to what it waits for. */
final class Until {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    /** Longer than anything that a test waits for takes on a busy machine. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private Until() {}

    /** Waits until the condition holds. */
    static void holds(Callable<Boolean> condition) throws Exception {
        long began = System.nanoTime();
        while (!condition.call()) {
            assertThat(System.nanoTime() - began)
                    .as("what the test waits for has not come")
                    .isLessThan(LONGEST.toNanos());
            pause();
        }
    }

    /** Waits until the condition holds while a process is alive. */
    static void holds(RunnerProcess process, Callable<Boolean> condition) throws Exception {
        holds(() -> {
            boolean holds = condition.call();
            assertThat(holds || process.alive()).as(process.output()).isTrue();
            return holds;
        });
    }

    /** Waits until the condition holds or the command has ended, whose result then says why. */
    static void holds(CompletableFuture<?> command, Callable<Boolean> condition) throws Exception {
        holds(() -> condition.call() || command.isDone());
    }

    /** Lets a moment pass before the next look. */
    static void pause() {
        LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        if (Thread.interrupted()) {
            throw new AssertionError("what the test waits for has not come");
        }
    }
}
