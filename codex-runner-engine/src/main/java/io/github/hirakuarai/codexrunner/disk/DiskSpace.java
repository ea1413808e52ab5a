package io.github.hirakuarai.codexrunner.disk;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The room on the disk of the runner's folders. */
public final class DiskSpace {

    /** Less than a journal, a report and a commit take. */
    private static final long FULL = 64 << 10;

    private DiskSpace() {}

    /**
     * The free bytes when there are fewer than wanted; empty when there are enough, or the system does not say.
     *
     * @param folder need not exist yet
     */
    public static Optional<Long> below(Path folder, long wanted) {
        try {
            long free = Files.getFileStore(existing(folder)).getUsableSpace();
            return free < wanted ? Optional.of(free) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The exception for a write that failed: one that says so when the disk is full. */
    static RunnerException failed(String what, Path where, IOException e) {
        return isFull(e, where)
                ? new RunnerException(
                        ErrorCode.STORAGE,
                        "disk full: cannot " + what + " " + where + "; make room there, or set runner.stateDir",
                        e)
                : new RunnerException(
                        ErrorCode.STORAGE,
                        "cannot " + what + " " + where + ": " + e.getMessage()
                                + "; make it writable, or set runner.stateDir",
                        e);
    }

    /**
     * Whether something failed for want of room.
     *
     * @param folder on the disk that was written to
     */
    public static boolean isFull(Throwable e, Path folder) {
        boolean writing = false;
        for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof IOException
                    && (message.contains("No space left on device") || message.contains("Disk quota exceeded"))) {
                return true;
            }
            writing |= cause instanceof IOException;
        }
        // The system's message may be in another language.
        return writing && below(folder, FULL).isPresent();
    }

    private static Path existing(Path folder) {
        Path path = folder.toAbsolutePath();
        while (!Files.exists(path) && path.getParent() != null) {
            path = path.getParent();
        }
        return path;
    }
}
