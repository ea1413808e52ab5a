package io.github.hirakuarai.codexrunner.engine;

import java.util.function.Supplier;

/** The calls of a runner that have not returned; whoever closes the runner waits for them. Safe for many threads. */
final class CallsInUse {

    private int running;
    private boolean closed;

    /**
     * Makes a call.
     *
     * @throws IllegalStateException when the runner is closed
     */
    <T> T call(Supplier<T> work) {
        begin();
        try {
            return work.get();
        } finally {
            end();
        }
    }

    private synchronized void begin() {
        if (closed) {
            throw new IllegalStateException("the runner is closed");
        }
        running++;
    }

    private synchronized void end() {
        running--;
        notifyAll();
    }

    /** Lets no call begin any more, and waits until those that have begun have returned. */
    synchronized void close() {
        closed = true;
        boolean interrupted = false;
        while (running > 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
