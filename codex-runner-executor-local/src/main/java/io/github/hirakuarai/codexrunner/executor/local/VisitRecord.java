package io.github.hirakuarai.codexrunner.executor.local;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Properties;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.util.sha1.SHA1;

/**
 * What the runner must know to leave a clone in order although it was killed in it. Kept in the executor's own folder,
 * where it stands for as long as a run is in the clone.
 *
 * @param run the run's id
 * @param branch its local branch
 * @param base the commit it started from
 * @param head what HEAD said before
 * @param commit the commit it led to before; empty on a branch without one
 */
record VisitRecord(String run, String branch, ObjectId base, String head, Optional<ObjectId> commit) {

    /** The record of a killed run in a clone. */
    static Optional<VisitRecord> read(Path folder, CloneLayout layout) throws IOException {
        Path file = file(folder, layout);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Properties values = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            values.load(reader);
        }
        try {
            String commit = values.getProperty("commit", "");
            return Optional.of(new VisitRecord(
                    values.getProperty("run", ""),
                    values.getProperty("branch", ""),
                    ObjectId.fromString(values.getProperty("base", "")),
                    values.getProperty("head", ""),
                    commit.isEmpty() ? Optional.empty() : Optional.of(ObjectId.fromString(commit))));
        } catch (IllegalArgumentException cutOff) {
            return Optional.empty();
        }
    }

    /** Whether the clone still stands as the run left it: on its branch. Otherwise a person has taken over. */
    boolean stillThere(CloneLayout layout) throws IOException {
        return new CloneRefs(layout).head().text().equals(CloneRefs.headOn(branch));
    }

    void write(Path folder, CloneLayout layout) throws IOException {
        Properties values = new Properties();
        values.setProperty("clone", layout.root().toString());
        values.setProperty("run", run);
        values.setProperty("branch", branch);
        values.setProperty("base", base.name());
        values.setProperty("head", head);
        values.setProperty("commit", commit.map(ObjectId::name).orElse(""));
        Path fresh = Files.createTempFile(folder, "visit", ".tmp");
        try (Writer writer = Files.newBufferedWriter(fresh)) {
            values.store(writer, "a run is in this clone");
        }
        Files.move(fresh, file(folder, layout), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static void delete(Path folder, CloneLayout layout) throws IOException {
        Files.deleteIfExists(file(folder, layout));
    }

    private static Path file(Path folder, CloneLayout layout) {
        SHA1 digest = SHA1.newInstance();
        digest.update(layout.gitDir().toString().getBytes(StandardCharsets.UTF_8));
        return folder.resolve("visit-" + HexFormat.of().formatHex(digest.digest()) + ".properties");
    }
}
