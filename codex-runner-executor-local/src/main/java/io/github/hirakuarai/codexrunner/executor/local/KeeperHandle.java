package io.github.hirakuarai.codexrunner.executor.local;

import io.github.hirakuarai.codexrunner.executor.host.Keeper;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The keeper of one workspace, and a new one when a step has killed it. */
final class KeeperHandle implements AutoCloseable {

    /**
     * How a keeper is started.
     *
     * @param bash the bash that runs it and the steps
     * @param script where {@code keeper.sh} stands
     * @param environment what it finds in its own: {@code PATH}, where {@code flock} and {@code setsid} are, and {@code
     *     LANG}, which the steps likely have too: it takes bash longer to set than to start with
     * @param strongest how it tries first to hold the processes together
     */
    record Launcher(Path bash, Path script, Map<String, String> environment, Keeper.TreeMode strongest) {}

    private final Launcher launcher;
    private final CloneLock lock;
    private final Path folder;
    private final Duration grace;
    private @Nullable Keeper keeper;

    KeeperHandle(Launcher launcher, CloneLock lock, Path folder, Duration grace) {
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
        Optional<Keeper> next = start();
        keeper = next.orElse(null);
        return next;
    }

    private Optional<Keeper> start() {
        ProcessBuilder builder = new ProcessBuilder(
                launcher.bash().toString(),
                launcher.script().toString(),
                "keep",
                lock.file().toString(),
                Long.toString(Math.max(1, grace.toSeconds())),
                folder.toString(),
                launcher.strongest().word());
        builder.directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(launcher.environment());
        try {
            return Keeper.of(builder.start(), Keeper.Place.HERE, lock.file().toString(), grace);
        } catch (IOException e) {
            throw new RunnerException(
                    ErrorCode.TOOL_MISSING, "bash could not be started (" + e.getMessage() + "): install bash", e);
        }
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
