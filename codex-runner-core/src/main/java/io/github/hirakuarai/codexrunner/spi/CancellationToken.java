package io.github.hirakuarai.codexrunner.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells work that it should end. Cancelled at most once; the first reason stays. Safe for many threads. */
public final class CancellationToken {

    private final List<Runnable> listeners = new ArrayList<>();
    private @Nullable String reason;

    /** Cancels, and tells the listeners on this thread. A second call has no effect. */
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

    /** Why it was cancelled; empty while it is not. */
    public synchronized Optional<String> reason() {
        return Optional.ofNullable(reason);
    }

    /** Runs the listener when it is cancelled, or at once if it is already. The handle takes the listener away again. */
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

    /** Takes a listener away. Closing it twice is harmless. */
    @FunctionalInterface
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
