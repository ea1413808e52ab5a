package io.github.hirakuarai.codexrunner.executor.local;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A user of this machine.
 *
 * @param group the number of the main group
 * @param home the home folder
 */
record Account(String group, String home) {

    /** Looks a user up: in the name service where there is {@code getent}, else in {@code /etc/passwd}. */
    static Account of(String user, Map<String, String> environment) {
        List<String> fields = passwd(user, environment)
                .orElseThrow(() -> new RunnerException(
                        ErrorCode.CONFIGURATION,
                        "the user " + user + " does not exist on the runner's machine: create it"));
        return new Account(fields.get(3), fields.get(5));
    }

    private static Optional<List<String>> passwd(String user, Map<String, String> environment) {
        Optional<Path> getent = Programs.find("getent", environment.getOrDefault("PATH", Programs.DEFAULT_PATH));
        try {
            if (getent.isPresent()) {
                Process process = new ProcessBuilder(getent.get().toString(), "passwd", "--", user)
                        .redirectErrorStream(true)
                        .start();
                process.getOutputStream().close();
                try (Stream<String> lines = process.inputReader().lines()) {
                    return fields(lines, user);
                }
            }
            try (Stream<String> lines = Files.lines(Path.of("/etc/passwd"))) {
                return fields(lines, user);
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<List<String>> fields(Stream<String> passwd, String user) {
        return passwd.map(line -> List.of(line.split(":", -1)))
                .filter(fields -> fields.size() >= 7 && fields.get(0).equals(user))
                .findFirst();
    }
}
