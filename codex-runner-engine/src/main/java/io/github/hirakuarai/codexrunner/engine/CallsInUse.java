package io.github.hirakuarai.codexrunner.engine;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls of a runner that have not returned; whoever closes the runner waits for them. Safe for many threads. */
final class CallsInUse {

    private static final Logger log = LoggerFactory.getLogger(CallsInUse.class);

    private final Set<Thread> looking = new HashSet<>();
    private int running;
    private boolean closed;
    private boolean looksOver;

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
     * Makes a call that changes nothing: who closes or drains the runner need not wait for an answer that may not come, so its thread is
     * interrupted then.
     *
     * @throws IllegalStateException when the runner is closed
     */
    <T> T look(Supplier<T> work) {
        return call(() -> {
            Look look = beginLook();
            try {
                return work.get();
            } finally {
                look.end();
            }
        });
    }

    /** Begins the part of a call that changes nothing, on a thread that nobody else interrupts. */
    synchronized Look beginLook() {
        Thread thread = Thread.currentThread();
        if (looksOver) {
            thread.interrupt();
        }
        return new Look(looking.add(thread) ? thread : null);
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

    synchronized boolean isClosed() {
        return closed;
    }

    /** Whether no look is waited for any more. */
    synchronized boolean areLooksOver() {
        return looksOver;
    }

    /** Interrupts what changes nothing, now and whenever it begins; all other calls go on. */
    synchronized void endLooks() {
        looksOver = true;
        looking.forEach(Thread::interrupt);
    }

    /** Lets no call begin any more, and waits until those that have begun have returned. */
    synchronized void close() {
        closed = true;
        endLooks();
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

    /** Something that is interrupted when the runner is closed or drained meanwhile. */
    final class Look {

        private final @Nullable Thread thread;

        /** @param thread null within another look, which goes on */
        private Look(@Nullable Thread thread) {
            this.thread = thread;
        }

        /** From now on the thread is not interrupted, and is not still interrupted either. May be called again. */
        void end() {
            synchronized (CallsInUse.this) {
                if (thread != null && looking.remove(thread) && looksOver && Thread.interrupted()) {
                    log.debug("the look was interrupted");
                }
            }
        }
    }
}
