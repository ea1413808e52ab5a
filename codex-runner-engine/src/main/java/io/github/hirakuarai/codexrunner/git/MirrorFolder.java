package io.github.hirakuarai.codexrunner.git;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.eclipse.jgit.errors.LockFailedException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.StoredConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the folder of a mirror, and sets what JGit shall not decide by itself. */
final class MirrorFolder {

    private static final Logger log = LoggerFactory.getLogger(MirrorFolder.class);

    private static final Duration LONGER_THAN_A_FETCH = Duration.ofDays(1);

    private MirrorFolder() {}

    /** Two lanes may begin with the same empty folder. */
    static void make(FileRepository repository, Path folder, @Nullable Path lender) throws IOException {
        if (Files.exists(folder.resolve("HEAD")) && TipsView.isMade(folder)) {
            return;
        }
        try (FetchLock lock = FetchLock.take(folder)) {
            log.trace("{} is held to make a mirror", lock);
            if (!Files.exists(folder.resolve("HEAD"))) {
                repository.create(true);
                if (lender != null) {
                    TipsView.borrow(folder, lender);
                }
            }
            if (!TipsView.isMade(folder)) {
                TipsView.make(folder);
            }
        }
    }

    /**
     * Removes what fetches of killed processes have left: a fetch of records may go on beside this, but not for a day.
     */
    static void removeLeftovers(Path folder) throws IOException {
        FileTime old = FileTime.from(now(folder).toInstant().minus(LONGER_THAN_A_FETCH));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.resolve("objects"), "incoming_*")) {
            for (Path file : files) {
                if (Files.getLastModifiedTime(file).compareTo(old) < 0) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (NoSuchFileException | DirectoryIteratorException e) {
            log.debug("{} is being changed by others", folder, e);
        }
    }

    /** By the clock that gives files their times. */
    private static FileTime now(Path folder) throws IOException {
        Path fresh = Files.createTempFile(folder, "now", null);
        try {
            return Files.getLastModifiedTime(fresh);
        } finally {
            Files.delete(fresh);
        }
    }

    /** In the file, because JGit reads it again when it likes, and what was only set would be gone. */
    static void settle(StoredConfig config) throws IOException {
        boolean settled = "false".equals(config.getString("http", null, "followRedirects"))
                && config.getInt("gc", "auto", 1) == 0
                && config.getInt("gc", "autopacklimit", 1) == 0;
        if (!settled) {
            config.setString("http", null, "followRedirects", "false");
            // A collection deletes folders that another thread is about to write into.
            config.setInt("gc", null, "auto", 0);
            config.setInt("gc", null, "autopacklimit", 0);
            try {
                config.save();
            } catch (LockFailedException e) {
                // Another process is just writing the same.
                log.debug("the configuration of a mirror is being written", e);
            }
        }
    }
}
