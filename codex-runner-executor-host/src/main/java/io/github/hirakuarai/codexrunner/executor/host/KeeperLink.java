package io.github.hirakuarai.codexrunner.executor.host;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The keeper of one workspace at the other end of the connection, and a new one when it was lost. */
final class KeeperLink implements AutoCloseable {

    /** How much longer than the grace time a keeper that was lost may take to end its steps. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HostShell host;
    private final String lock;
    private final String folder;
    private final Duration grace;
    private final Keeper.TreeMode strongest;
    private @Nullable Keeper keeper;

    KeeperLink(HostShell host, String lock, String folder, Duration grace, Keeper.TreeMode strongest) {
        this.host = host;
        this.lock = lock;
        this.folder = folder;
        this.grace = grace;
        this.strongest = strongest;
    }

    /** The keeper that runs; empty when another process holds the lock. */
    Optional<Keeper> get() {
        Keeper current = keeper;
        if (current != null && current.alive()) {
            return Optional.of(current);
        }
        if (current != null) {
            // A step may have killed the process that starts the steps, and the one that holds the lock waits for
            // commands.
            current.close();
        }
        // One that was lost ends its steps first, and holds the lock until then.
        long deadline = System.nanoTime() + (current == null ? Duration.ZERO : grace.plus(PATIENCE)).toNanos();
        Optional<Keeper> next = start();
        while (next.isEmpty() && System.nanoTime() < deadline) {
            next = start();
        }
        keeper = next.orElse(null);
        return next;
    }

    private Optional<Keeper> start() {
        long seconds = Math.max(1, grace.toSeconds());
        Process process = host.start("keep", lock, Long.toString(seconds), folder, strongest.word());
        try {
            return Keeper.of(process, Keeper.Place.ELSEWHERE, lock, grace);
        } catch (IOException e) {
            throw host.lost(e);
        }
    }

    @Override
    public void close() {
        Keeper current = keeper;
        if (current != null) {
            current.close();
            keeper = null;
        }
    }
}
