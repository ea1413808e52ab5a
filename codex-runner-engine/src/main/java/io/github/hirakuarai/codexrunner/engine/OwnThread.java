package io.github.hirakuarai.codexrunner.engine;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Keeps the interrupts of a caller away from the work: they would break whichever file, connection or lock it is at, and
 * nobody would learn why.
 */
final class OwnThread {

    private OwnThread() {}

    /**
     * Does the work on a thread of its own, and waits for its end.
     *
     * @param interrupted called for an interrupt of the caller, which is interrupted again when the work has ended
     */
    static <T> T call(Supplier<T> work, Runnable interrupted) {
        FutureTask<T> task = new FutureTask<>(work::get);
        new Thread(task, "codex-runner-work").start();
        boolean wasInterrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    wasInterrupted = true;
                    interrupted.run();
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException exception) {
                throw exception;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
