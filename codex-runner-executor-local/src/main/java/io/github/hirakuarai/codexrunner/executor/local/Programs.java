package io.github.hirakuarai.codexrunner.executor.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds programs as a shell does. */
final class Programs {

    /** What execvp takes when there is no PATH. */
    static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";

    private Programs() {}

    /** The first executable file of that name on a search path. */
    static Optional<Path> find(String name, String path) {
        for (String folder : path.split(":", -1)) {
            if (folder.startsWith("/")) {
                Path program = Path.of(folder, name);
                if (Files.isRegularFile(program) && Files.isExecutable(program)) {
                    return Optional.of(program);
                }
            }
        }
        return Optional.empty();
    }
}
