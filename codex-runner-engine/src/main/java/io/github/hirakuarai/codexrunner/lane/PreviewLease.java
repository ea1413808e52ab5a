package io.github.hirakuarai.codexrunner.lane;

import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets the steps of a preview, which has no claim, go on for as long as this process lives. */
public final class PreviewLease implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PreviewLease.class);

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "codex-runner-preview");
        thread.setDaemon(true);
        return thread;
    });

    @SuppressWarnings("FutureReturnValueIgnored") // renew() leaves nothing for a future to tell
    public PreviewLease(StepLease lease, Workspace workspace) {
        long nanos = lease.full().dividedBy(3).toNanos();
        scheduler.scheduleWithFixedDelay(() -> renew(lease, workspace), nanos, nanos, TimeUnit.NANOSECONDS);
    }

    private static void renew(StepLease lease, Workspace workspace) {
        try {
            workspace.renew(lease.full(), lease.grace());
        } catch (RunnerException e) {
            log.warn("the steps of the preview could not be given more time: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
    }
}
