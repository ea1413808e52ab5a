package io.github.hirakuarai.codexrunner.engine;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;

/** The calls of a runner that have not returned; whoever closes the runner waits for them. Safe for many threads. */
final class CallsInUse {

    private final Set<Thread> looking = new HashSet<>();
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

    /**
     * Makes a call that changes nothing: who closes the runner need not wait for an answer that may not come, so its thread is
     * interrupted then.
     *
     * @throws IllegalStateException when the runner is closed
     */
    <T> T look(Supplier<T> work) {
        return call(() -> {
            Thread thread = Thread.currentThread();
            boolean first = begins(thread);
            try {
                return work.get();
            } finally {
                if (first) {
                    ends(thread);
                }
            }
        });
    }

    private synchronized boolean begins(Thread thread) {
        if (closed) {
            thread.interrupt();
        }
        return looking.add(thread);
    }

    private synchronized void ends(Thread thread) {
        looking.remove(thread);
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
        looking.forEach(Thread::interrupt);
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
