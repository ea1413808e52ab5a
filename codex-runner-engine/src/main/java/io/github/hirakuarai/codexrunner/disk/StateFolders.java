package io.github.hirakuarai.codexrunner.disk;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where things are kept between runs. A runner that only reads works on copies in a temporary folder, which goes with it:
 * plugins see what was kept, and what they keep is forgotten.
 */
public final class StateFolders implements AutoCloseable {

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path stateDir;
    private final @Nullable TemporaryFolder temporary;

    private StateFolders(Path stateDir, @Nullable TemporaryFolder temporary) {
        this.stateDir = stateDir;
        this.temporary = temporary;
    }

    public static StateFolders lasting(Path stateDir) {
        return new StateFolders(stateDir, null);
    }

    public static StateFolders forgotten(Path stateDir, Path temporary) {
        return new StateFolders(stateDir, TemporaryFolder.in(temporary));
    }

    /** The folder of one plugin, which exists. */
    public Path ofPlugin(String id) {
        Path kept = stateDir.resolve("plugins").resolve(id);
        Path folder =
                temporary == null ? kept : temporary.path().resolve("plugins").resolve(id);
        try {
            if (temporary != null && Files.isDirectory(kept) && !Files.exists(folder)) {
                copy(kept, folder);
            }
            return Files.createDirectories(folder, OWNER_ONLY);
        } catch (FileAlreadyExistsException e) {
            throw unwritable(folder, "a file is in its place", e);
        } catch (IOException e) {
            throw unwritable(folder, String.valueOf(e.getMessage()), e);
        }
    }

    /** The folder that the folders of runs are made in. */
    public Path forRuns() {
        return temporary == null ? stateDir : temporary.path();
    }

    /** Where mirrors of the repositories stand. */
    public Path mirrors() {
        return forRuns().resolve("mirrors");
    }

    /** Where mirrors stand that a runner that only reads may read, and not write; null for a runner that writes. */
    public @Nullable Path lentMirrors() {
        return temporary == null ? null : stateDir.resolve("mirrors");
    }

    @Override
    public void close() {
        if (temporary != null) {
            temporary.close();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(from)) {
            paths = walk.toList();
        }
        Files.createDirectories(to.getParent());
        for (Path path : paths) {
            if (Files.isDirectory(path) || Files.isRegularFile(path)) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }

    private static RunnerException unwritable(Path folder, String why, IOException e) {
        return new RunnerException(
                ErrorCode.STORAGE, "cannot create the folder " + folder + ": " + why + "; make it writable", e);
    }
}
