package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A file by which others see that a service is alive: it is written anew after each poll, in one go, and says when the next
 * is due. One that is older than that is a service's that has stopped, or hangs.
 *
 * @param file where; null for nowhere
 */
record HealthFile(@Nullable Path file) {

    private static final JsonMapper JSON = new JsonMapper();

    /**
     * Writes it.
     *
     * @param failure why the last poll came to nothing; null when it did not
     */
    void write(Instant now, Instant next, @Nullable String failure) {
        if (file == null) {
            return;
        }
        String text = JSON.createObjectNode()
                .put("polledAt", now.toString())
                .put("nextPollAt", next.toString())
                .put("healthy", failure == null)
                .put("message", failure)
                .toString();
        try {
            Path unfinished = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(unfinished, text + "\n");
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new RunnerException(
                    ErrorCode.STORAGE,
                    "cannot write the health file " + file + ": " + e.getMessage()
                            + "; make its folder writable, or set watch.healthFile",
                    e);
        }
    }
}
