package io.github.hirakuarai.codexrunner.executor.local;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The keeper of one workspace, and a new one when a step has killed it. */
final class KeeperHandle implements AutoCloseable {

    private final Keeper.Launcher launcher;
    private final CloneLock lock;
    private final Path folder;
    private final Duration grace;
    private @Nullable Keeper keeper;

    KeeperHandle(Keeper.Launcher launcher, CloneLock lock, Path folder, Duration grace) {
        this.launcher = launcher;
        this.lock = lock;
        this.folder = folder;
        this.grace = grace;
    }

    /** The keeper that runs; empty when another process holds the lock: one that a killed keeper left. */
    Optional<Keeper> get() {
        Keeper current = keeper;
        if (current != null && current.alive()) {
            return Optional.of(current);
        }
        if (current != null) {
            current.close();
        }
        Optional<Keeper> next = Keeper.start(launcher, lock.file(), folder, grace);
        keeper = next.orElse(null);
        return next;
    }

    /** Sees to it that no process of the steps writes any more: they have ended with their step, unless the keeper was killed. */
    void settle() {
        Keeper current = keeper;
        if (current != null && !current.alive()) {
            current.close();
            keeper = null;
        }
    }

    @Override
    public void close() throws IOException {
        Keeper current = keeper;
        if (current != null) {
            current.close();
        }
        lock.close();
    }
}
