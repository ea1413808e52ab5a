package io.github.hirakuarai.codexrunner.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C or SIGTERM: the work is told to end, and the process waits for it, so that a claimed brief ends as cancelled
 * and not in the middle.
 */
final class Interruption implements AutoCloseable {

    /** Never counted down: the process is ended while the hook waits. */
    private final CountDownLatch end = new CountDownLatch(1);

    private final Thread hook;
    private final boolean gentle;
    private volatile boolean happened;
    private volatile boolean cancelled;

    private Interruption(Runnable drain, Duration grace, Runnable cancel, boolean gentle) {
        this.gentle = gentle;
        this.hook = new Thread(
                () -> {
                    happened = true;
                    drain.run();
                    try {
                        if (!end.await(grace.toNanos(), TimeUnit.NANOSECONDS)) {
                            cancelled = true;
                            cancel.run();
                            end.await();
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "codex-runner-interruption");
    }

    /** Cancels the work at once; the process ends as interrupted. */
    static Interruption watch(Runnable cancel) {
        return registered(new Interruption(() -> {}, Duration.ZERO, cancel, false));
    }

    /**
     * Tells the work to begin nothing more, and cancels what has not ended within a time of grace. That is how a service
     * ends: as interrupted only when something was cancelled.
     */
    static Interruption drain(Runnable drain, Duration grace, Runnable cancel) {
        return registered(new Interruption(drain, grace, cancel, true));
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
        if (!happened && isTakenBack()) {
            return;
        }
        // The exit code of an interrupted process is decided here, while the hook still waits: once that has ended, the
        // process ends with the code of the signal.
        Runtime.getRuntime().halt(gentle && !cancelled ? ExitCode.OK : ExitCode.INTERRUPTED);
    }

    /** Fails when the process has begun to end meanwhile. */
    private boolean isTakenBack() {
        try {
            return Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return false;
        }
    }
}
