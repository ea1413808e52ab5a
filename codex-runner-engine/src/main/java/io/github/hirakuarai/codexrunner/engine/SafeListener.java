package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.event.RunListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stands between the engine and a listener: one event at a time, and a listener that throws harms nothing. */
final class SafeListener implements RunListener {

    private static final Logger log = LoggerFactory.getLogger(SafeListener.class);

    private final RunListener listener;

    SafeListener(RunListener listener) {
        this.listener = listener;
    }

    /** Whether the current thread is in the listener. */
    boolean isTelling() {
        return Thread.holdsLock(this);
    }

    @Override
    public synchronized void on(RunEvent event) {
        try {
            listener.on(event);
        } catch (RuntimeException e) {
            log.warn("the listener failed on {}", event, e);
        }
    }
}
