package io.github.hirakuarai.codexrunner.executor.local;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A temporary folder that only this user reads.
 *
 * @param path where it is
 */
record RunFolder(Path path) implements AutoCloseable {

    static RunFolder create() {
        try {
            return new RunFolder(Files.createTempDirectory("codex-runner-").toRealPath());
        } catch (IOException e) {
            throw new RunnerException(
                    ErrorCode.STORAGE,
                    "the temporary folder cannot be written (" + e.getMessage() + "): free space, or set TMPDIR",
                    e);
        }
    }

    @Override
    public void close() {
        try {
            PlainPath.deleteAll(path);
        } catch (IOException e) {
            // What is left there harms nobody.
        }
    }
}
