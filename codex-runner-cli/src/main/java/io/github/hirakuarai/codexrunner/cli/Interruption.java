package io.github.hirakuarai.codexrunner.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C or SIGTERM: the work is told to end, and the process waits for it, so that a claimed brief ends as cancelled
 * and not in the middle.
 */
final class Interruption implements AutoCloseable {

    private final Thread hook;
    private final boolean gentle;
    private volatile boolean happened;
    private volatile boolean cancelled;

    /**
     * @param grace from the signal to what comes at last
     * @param last what is done when the work has not ended by then; null when it is waited for
     */
    private Interruption(boolean gentle, Runnable drain, Duration grace, @Nullable Runnable last) {
        this.gentle = gentle;
        this.hook = new Thread(
                () -> {
                    happened = true;
                    drain.run();
                    try {
                        if (last != null) {
                            TimeUnit.NANOSECONDS.sleep(grace.toNanos());
                            cancelled = true;
                            last.run();
                        }
                        // Until close() ends the process.
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "codex-runner-interruption");
    }

    /** Cancels the work at once; the process ends as interrupted. */
    static Interruption watch(Runnable cancel) {
        return registered(new Interruption(false, () -> {}, Duration.ZERO, cancel));
    }

    /**
     * Tells the work to begin nothing more, and cancels what has not ended within a time of grace. That is how a service
     * ends: as interrupted only when something was cancelled.
     */
    static Interruption drain(Runnable drain, Duration grace, Runnable cancel) {
        return registered(new Interruption(true, drain, grace, cancel));
    }

    /** Tells the work to begin nothing more, and waits for its end. */
    static Interruption finish(Runnable drain) {
        return registered(new Interruption(true, drain, Duration.ZERO, null));
    }

    /**
     * Tells the work to begin nothing more, and ends the process after a time of grace with the work as it is then, as a
     * kill would: what was begun is for the next start to go on with.
     */
    static Interruption detach(Runnable drain, Duration grace) {
        return registered(
                new Interruption(true, drain, grace, () -> Runtime.getRuntime().halt(ExitCode.OK)));
    }

    private static Interruption registered(Interruption interruption) {
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    boolean happened() {
        return happened;
    }

    @Override
    public void close() {
        if (!happened && removed()) {
            return;
        }
        // The exit code of an interrupted process is decided here: a shutdown under way ignores that of exit(). The
        // hook goes on waiting: were it over first, the process could end with the signal's code before this line.
        Runtime.getRuntime().halt(gentle && !cancelled ? ExitCode.OK : ExitCode.INTERRUPTED);
    }

    private boolean removed() {
        try {
            return Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The signal came this moment.
            return false;
        }
    }
}
