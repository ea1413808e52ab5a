package io.github.hirakuarai.codexrunner.lane;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Work on a lane, on a thread of its own: while the lane is silent, other lanes go on.
 *
 * @param ready done when the lane has answered, and when the work has ended
 * @param end what came of it
 */
public record LaneWork<T>(CompletableFuture<Boolean> ready, CompletableFuture<T> end) {

    /**
     * Begins work on a thread of its own.
     *
     * @param work tells when its lane has answered
     */
    public static <T> LaneWork<T> begin(Function<Runnable, T> work) {
        LaneWork<T> begun = new LaneWork<>(new CompletableFuture<>(), new CompletableFuture<>());
        new Thread(() -> begun.carryOut(work), "codex-runner-lane").start();
        return begun;
    }

    private void carryOut(Function<Runnable, T> work) {
        try {
            end.complete(work.apply(() -> ready.complete(true)));
        } catch (RuntimeException | Error e) {
            end.completeExceptionally(e);
        } finally {
            ready.complete(true);
        }
    }

    public boolean isReadyWithin(Duration patience) {
        try {
            return ready.copy()
                    .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof TimeoutException) {
                return false;
            }
            throw e;
        }
    }

    public T outcome() {
        try {
            return end.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException exception) {
                throw exception;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }

    public void await() {
        end.handle((outcome, failure) -> true).join();
    }
}
