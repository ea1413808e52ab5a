package io.github.hirakuarai.codexrunner.executor.host;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Properties;

/**
 * What the runner must know to leave a clone in order although it, or its connection, was killed in it. Kept on the
 * runner's machine for as long as a run is in the clone.
 *
 * @param run the run's id
 * @param branch its local branch
 * @param base the commit it started from
 * @param head what HEAD said before
 * @param commit the commit it led to before; empty on a branch without one
 */
record HostVisit(String run, String branch, String base, String head, String commit) {

    static Optional<HostVisit> read(Path folder, String place) {
        Path file = file(folder, place);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Properties values = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            values.load(reader);
        } catch (IOException e) {
            throw unusable(file, e);
        }
        HostVisit visit = new HostVisit(
                values.getProperty("run", ""),
                values.getProperty("branch", ""),
                values.getProperty("base", ""),
                values.getProperty("head", ""),
                values.getProperty("commit", ""));
        return visit.branch.isEmpty() ? Optional.empty() : Optional.of(visit);
    }

    /** Whether a clone still stands as the run left it: on its branch. Otherwise a person has taken over. */
    boolean stillThere(HostClone clone) {
        return clone.head().equals("ref: refs/heads/" + branch);
    }

    void write(Path folder, String place) {
        Properties values = new Properties();
        values.setProperty("place", place);
        values.setProperty("run", run);
        values.setProperty("branch", branch);
        values.setProperty("base", base);
        values.setProperty("head", head);
        values.setProperty("commit", commit);
        Path file = file(folder, place);
        try {
            Path fresh = Files.createTempFile(folder, "visit", ".tmp");
            try (Writer writer = Files.newBufferedWriter(fresh)) {
                values.store(writer, "a run is in this clone");
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    static void delete(Path folder, String place) {
        Path file = file(folder, place);
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    private static RunnerException unusable(Path file, IOException e) {
        return new RunnerException(
                ErrorCode.STORAGE, file + " cannot be used (" + e.getMessage() + "): fix its owner", e);
    }

    private static Path file(Path folder, String place) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(place.getBytes(StandardCharsets.UTF_8));
            return folder.resolve("visit-" + HexFormat.of().formatHex(digest, 0, 20) + ".properties");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
