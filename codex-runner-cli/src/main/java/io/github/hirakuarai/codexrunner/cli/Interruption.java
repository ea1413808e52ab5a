package io.github.hirakuarai.codexrunner.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Ctrl-C or SIGTERM: the work is told to end, and the process waits for it, so that a claimed brief ends as cancelled
 * and not in the middle.
 */
final class Interruption implements AutoCloseable {

    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread hook;
    private volatile boolean happened;

    private Interruption(Runnable cancel) {
        this.hook = new Thread(
                () -> {
                    happened = true;
                    cancel.run();
                    try {
                        over.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "codex-runner-interruption");
    }

    static Interruption watch(Runnable cancel) {
        Interruption interruption = new Interruption(cancel);
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    boolean happened() {
        return happened;
    }

    @Override
    public void close() {
        over.countDown();
        if (!happened) {
            Runtime.getRuntime().removeShutdownHook(hook);
        } else {
            // The exit code of an interrupted process is decided here: a shutdown under way ignores that of exit().
            Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
        }
    }
}
