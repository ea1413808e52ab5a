package io.github.hirakuarai.codexrunner.disk;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder that goes with this process. The process holds a lock on a file in it; one that was killed has left its folder, and
 * the next that makes one removes it: mirrors are large.
 */
final class TemporaryFolder implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TemporaryFolder.class);

    private static final String PREFIX = "codex-runner";
    private static final String LOCK = "lock";

    /** This process's own. To open and close the lock file of one would give its lock away. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel lock;

    private TemporaryFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** Makes one, after what killed processes have left was removed. */
    static TemporaryFolder in(Path parent) {
        try {
            Path real = parent.toRealPath();
            Path path = Files.createTempDirectory(real, PREFIX);
            HELD.add(path);
            // Nobody finds the file under its name before it is locked.
            Path aside = path.resolve(LOCK + ".new");
            FileChannel lock = FileChannel.open(aside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            lock.lock();
            Files.move(aside, path.resolve(LOCK), StandardCopyOption.ATOMIC_MOVE);
            sweep(path);
            return new TemporaryFolder(path, lock);
        } catch (IOException e) {
            throw new RunnerException(
                    ErrorCode.STORAGE,
                    "cannot create a temporary folder in " + parent + ": " + e.getMessage()
                            + "; make it writable, or set TMPDIR to another folder",
                    e);
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        try (lock) {
            Folders.delete(path);
        } catch (IOException e) {
            log.debug("the lock of {} could not be closed", path, e);
        }
        HELD.remove(path);
    }

    /** Others share the folder for temporary files: only what the same user has made is touched. */
    private static void sweep(Path own) throws IOException {
        Object owner = Files.getOwner(own);
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(own.getParent(), PREFIX + "*")) {
            for (Path folder : folders) {
                if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                        && Files.isRegularFile(folder.resolve(LOCK), LinkOption.NOFOLLOW_LINKS)
                        && Files.getOwner(folder).equals(owner)
                        && HELD.add(folder)) {
                    removeIfLeft(folder);
                    HELD.remove(folder);
                }
            }
        }
    }

    private static void removeIfLeft(Path folder) {
        try (FileChannel lock = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE)) {
            if (lock.tryLock() != null) {
                Folders.delete(folder);
            }
        } catch (IOException | OverlappingFileLockException e) {
            log.debug("{} stays", folder, e);
        }
    }
}
