package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/**
 * The folder of one run on the runner's machine: {@code journal.jsonl}, {@code brief.yaml} as it was claimed, {@code
 * steps/} with the full logs, {@code report.md}. The process that holds the run holds a lock on {@code lock}. Only this
 * user reads it: logs are raw.
 */
final class RunFolder implements AutoCloseable {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final RunId run;
    private final Path path;
    private final Journal journal;
    private final FileChannel lockFile;

    private RunFolder(RunId run, Path path, Journal journal, FileChannel lockFile) {
        this.run = run;
        this.path = path;
        this.journal = journal;
        this.lockFile = lockFile;
    }

    /** Names a new run. */
    static RunId newId(BriefId id, Clock clock) {
        byte[] random = new byte[3];
        RANDOM.nextBytes(random);
        return new RunId(TIME.format(clock.instant().atOffset(ZoneOffset.UTC)) + "-" + id.stem() + "-"
                + HexFormat.of().formatHex(random));
    }

    /**
     * Makes the folder of a new run.
     *
     * @throws RunnerException with {@code STORAGE} when it cannot be written: nothing visible was done yet
     */
    static RunFolder create(Path stateDir, RunId run, Clock clock) {
        Path path = stateDir.resolve("runs").resolve(run.value());
        try {
            Files.createDirectories(path.getParent());
            Files.createDirectory(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.createDirectory(path.resolve("steps"));
            FileChannel lockFile =
                    FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            // Held until the channel is closed, however the process ends.
            lockFile.tryLock();
            return new RunFolder(run, path, new Journal(path.resolve("journal.jsonl"), clock), lockFile);
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    RunId run() {
        return run;
    }

    Path path() {
        return path;
    }

    Path steps() {
        return path.resolve("steps");
    }

    Journal journal() {
        return journal;
    }

    /** Writes one of the folder's files. */
    void write(String name, String text) {
        try {
            Files.writeString(path.resolve(name), text, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    /** Takes the folder away again: the run never began. */
    void discard() {
        close();
        Folders.delete(path);
    }

    /** Closing it twice is harmless. */
    @Override
    public void close() {
        try (lockFile) {
            journal.close();
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    private static RunnerException unwritable(Path path, IOException e) {
        return new RunnerException(
                ErrorCode.STORAGE,
                "cannot write the run's folder " + path + ": " + e + "; make it writable, or set runner.stateDir",
                e);
    }
}
