package io.github.hirakuarai.codexrunner.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Signals that work should end. Cancelled at most once; the first reason is kept. Thread-safe. */
public final class CancellationToken {

    private final List<Runnable> listeners = new ArrayList<>();
    private @Nullable String reason;

    /** Cancels, and calls the listeners on this thread. A second call has no effect. */
    public void cancel(String why) {
        List<Runnable> told;
        synchronized (this) {
            if (reason != null) {
                return;
            }
            reason = why;
            told = List.copyOf(listeners);
            listeners.clear();
        }
        told.forEach(Runnable::run);
    }

    /** Returns why it was cancelled; empty if it is not. */
    public synchronized Optional<String> reason() {
        return Optional.ofNullable(reason);
    }

    /** Runs the listener on cancellation, or at once if it is cancelled already. The handle removes the listener. */
    public Registration onCancel(Runnable listener) {
        synchronized (this) {
            if (reason == null) {
                listeners.add(listener);
                return () -> remove(listener);
            }
        }
        listener.run();
        return () -> {};
    }

    private synchronized void remove(Runnable listener) {
        listeners.remove(listener);
    }

    /** Removes a listener. May be closed twice. */
    @FunctionalInterface
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
