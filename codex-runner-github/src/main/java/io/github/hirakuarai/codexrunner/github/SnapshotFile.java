package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** A repository's snapshot on disk. One that is lost, torn or of another form costs a scan, nothing else. */
final class SnapshotFile {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotFile.class);

    private final Path file;
    private final String host;
    private final Set<String> labels;
    private final JsonMapper json = new JsonMapper();

    SnapshotFile(Path folder, String host, RepositoryName repository, Set<String> labels) {
        String labelled = Digest.of(String.join("\n", new TreeSet<>(labels))).first(8);
        String name = (repository.owner() + "+" + repository.name() + "-" + labelled).toLowerCase(Locale.ROOT);
        this.file = folder.resolve(name + ".json");
        this.host = host;
        this.labels = labels;
    }

    /** What was kept; empty when there is nothing that fits. */
    Optional<Snapshot> read() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(json.readValue(file, Snapshot.class))
                    .filter(snapshot -> snapshot.version() == Snapshot.VERSION
                            && snapshot.host().equals(host)
                            && snapshot.labels().equals(labels));
        } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
            LOG.info("{} cannot be read: the repository is scanned in full", file);
            return Optional.empty();
        }
    }

    /** Keeps a snapshot, whole or not at all. */
    void write(Snapshot snapshot) {
        try {
            Path fresh = Files.createTempFile(file.getParent(), "poll", ".tmp");
            try {
                json.writeValue(fresh, snapshot);
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException | JacksonException e) {
            throw new RunnerException(
                    ErrorCode.STORAGE, file + " cannot be written: check the folder and the space on its disk", e);
        }
    }
}
