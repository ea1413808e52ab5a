package io.github.hirakuarai.codexrunner.disk;

import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The folder of one run on the runner's machine: {@code journal.jsonl}, {@code brief.yaml} as it was claimed, {@code
 * steps/} with the full logs, {@code changes.diff}, {@code report.md}. The process that holds the run holds a lock on the file {@code lock},
 * which is there until the run is over and people have been shown its end: a folder with a lock file that nobody has locked
 * is what a killed runner left. Only this user reads it: logs are raw, unless the lane has
 * variables.
 */
public final class RunFolder implements AutoCloseable {

    private static final String LOCK = "lock";

    /** What the steps changed, as far as the report shows it; raw. */
    public static final String DIFF = "changes.diff";

    /** The brief as it was claimed. */
    public static final String BRIEF = "brief.yaml";

    /** What people were told in the end. */
    public static final String REPORT = "report.md";

    private static final String JOURNAL = "journal.jsonl";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");
    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * What this process holds. Whoever opened such a folder's lock file again and closed it would give the lock away: a
     * process loses its locks on a file with the first channel of it that it closes.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final RunId run;
    private final Path path;
    private final Journal journal;
    /** Room for the end of a run whose steps have filled the disk. */
    private static final String RESERVE = "reserve";

    private static final int RESERVED_BYTES = 1 << 20;

    private final FileChannel lockFile;

    private RunFolder(RunId run, Path path, Journal journal, FileChannel lockFile) {
        this.run = run;
        this.path = path;
        this.journal = journal;
        this.lockFile = lockFile;
        HELD.add(path.toAbsolutePath());
    }

    /** Names a new run. */
    public static RunId newId(BriefId id, Clock clock) {
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
    public static RunFolder create(Path stateDir, RunId run, Clock clock) {
        Path path = runs(stateDir).resolve(run.value());
        Path unnamed = path.resolveSibling("." + run.value());
        try {
            Files.createDirectories(path.getParent());
            Files.createDirectory(
                    unnamed, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.createDirectory(steps(unnamed));
            Files.write(unnamed.resolve(RESERVE), new byte[RESERVED_BYTES]);
            FileChannel lockFile =
                    FileChannel.open(unnamed.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            // Held until the channel is closed, however the process ends. Nobody sees the folder before it is locked.
            lockFile.lock();
            HELD.add(path.toAbsolutePath());
            Files.move(unnamed, path, StandardCopyOption.ATOMIC_MOVE);
            return new RunFolder(run, path, new Journal(path.resolve(JOURNAL), clock), lockFile);
        } catch (IOException e) {
            HELD.remove(path.toAbsolutePath());
            throw unwritable(path, e);
        }
    }

    /** The folders of runs that are not over, whether somebody is at work on them or not; oldest first. */
    public static List<Path> unfinished(Path stateDir) {
        try (Stream<Path> folders = Files.list(runs(stateDir))) {
            return folders.filter(folder -> Files.exists(folder.resolve(LOCK)))
                    .filter(folder -> !folder.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new RunnerException(ErrorCode.STORAGE, "cannot read " + runs(stateDir) + ": " + e.getMessage(), e);
        }
    }

    /** Takes a folder over from a process that is gone; empty when it is not, or the run is over by now. */
    public static Optional<RunFolder> takeOver(Path path, Clock clock) {
        RunId run = new RunId(String.valueOf(path.getFileName()));
        if (HELD.contains(path.toAbsolutePath())) {
            return Optional.empty();
        }
        try {
            FileChannel lockFile = FileChannel.open(path.resolve(LOCK), StandardOpenOption.WRITE);
            if (isLockedNow(lockFile) && Files.exists(path.resolve(LOCK))) {
                return Optional.of(new RunFolder(run, path, new Journal(path.resolve(JOURNAL), clock), lockFile));
            }
            lockFile.close();
            return Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    private static boolean isLockedNow(FileChannel lockFile) throws IOException {
        try {
            return lockFile.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // Another run of this very process.
            return false;
        }
    }

    /** Where the folders of all runs stand. */
    public static Path runs(Path stateDir) {
        return stateDir.resolve("runs");
    }

    /** The journal in a run's folder. */
    public static Path journal(Path folder) {
        return folder.resolve(JOURNAL);
    }

    /** Where the logs of a run's steps stand. */
    public static Path steps(Path folder) {
        return folder.resolve("steps");
    }

    /** Whether a process is at work in a folder. Changes nothing. */
    public static boolean isHeld(Path folder) {
        if (HELD.contains(folder.toAbsolutePath())) {
            return true;
        }
        try (FileChannel lockFile = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.READ)) {
            // Shared, because that needs no permission to write. It is given back at once.
            return lockFile.tryLock(0, Long.MAX_VALUE, true) == null;
        } catch (OverlappingFileLockException e) {
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new RunnerException(
                    ErrorCode.STORAGE, "cannot read " + folder + ": " + e.getMessage() + "; run this as its owner", e);
        }
    }

    /** Whether the run is over and nobody has to look after it any more; once it is, it stays so. Changes nothing. */
    public static boolean isOver(Path folder) {
        return !Files.exists(folder.resolve(LOCK));
    }

    public RunId run() {
        return run;
    }

    public Path path() {
        return path;
    }

    public Path steps() {
        return steps(path);
    }

    public Journal journal() {
        return journal;
    }

    /** Writes one of the folder's files, whole or not at all. */
    public void write(String name, String text) {
        Path aside = path.resolve(name + ".new");
        try {
            Files.writeString(aside, text, StandardCharsets.UTF_8);
            Files.move(aside, path.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    /** What the journal says so far. */
    public List<Journal.Line> journalLines() {
        return Journal.read(path.resolve(JOURNAL));
    }

    /** One of the folder's files; empty when it was not written. */
    public Optional<String> read(String name) {
        try {
            return Optional.of(Files.readString(path.resolve(name), StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new RunnerException(
                    ErrorCode.STORAGE, "cannot read " + path.resolve(name) + ": " + e.getMessage(), e);
        }
    }

    /** Gives back the room that is kept free for the end of a run. */
    public void freeReserve() {
        try {
            Files.deleteIfExists(path.resolve(RESERVE));
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    /** The run is over, and nobody has to look after it any more. */
    public void finish() {
        freeReserve();
        try {
            Files.deleteIfExists(path.resolve(LOCK));
        } catch (IOException e) {
            throw unwritable(path, e);
        }
        close();
    }

    /** Takes the folder away again: the run never began. */
    public void discard() {
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
        } finally {
            HELD.remove(path.toAbsolutePath());
        }
    }

    private static RunnerException unwritable(Path path, IOException e) {
        return DiskSpace.failed("write the run's folder", path, e);
    }
}
