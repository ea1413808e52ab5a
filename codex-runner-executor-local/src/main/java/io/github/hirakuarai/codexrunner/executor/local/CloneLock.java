package io.github.hirakuarai.codexrunner.executor.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The runner's own part of a clone's lock: against other runs of this process, and, by a lock on the whole file, against
 * other runners where there is no {@code flock}. The keeper holds the part that outlives the runner.
 */
final class CloneLock implements AutoCloseable {

    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private CloneLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Takes the lock; empty when another run has it. */
    static Optional<CloneLock> take(Path file) throws IOException {
        if (!HELD.add(file)) {
            return Optional.empty();
        }
        boolean taken = false;
        try {
            FileChannel channel = FileChannel.open(
                    file,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                return Optional.empty();
            }
            taken = true;
            return Optional.of(new CloneLock(file, channel));
        } finally {
            if (!taken) {
                HELD.remove(file);
            }
        }
    }

    /** Whether a run has the lock. Changes nothing, and does not keep others from it for longer than a blink. */
    static boolean isHeld(Path file, String path) throws IOException {
        if (HELD.contains(file)) {
            return true;
        }
        Optional<Path> flock = Programs.find("flock", path);
        if (flock.isEmpty() || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        Process probe = new ProcessBuilder(
                        flock.get().toString(), "--shared", "--nonblock", "-E", "75", file.toString(), "true")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return probe.waitFor() == 75;
        } catch (InterruptedException e) {
            probe.destroy();
            Thread.currentThread().interrupt();
            return true;
        }
    }

    Path file() {
        return file;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        HELD.remove(file);
    }
}
