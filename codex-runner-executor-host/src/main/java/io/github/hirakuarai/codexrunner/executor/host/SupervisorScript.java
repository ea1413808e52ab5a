package io.github.hirakuarai.codexrunner.executor.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** Commands for {@code supervisor.sh}, and the script itself. */
final class SupervisorScript {

    private static final String TEXT = read();

    private SupervisorScript() {}

    /** A command for a host that may not have the script. */
    static List<String> fresh(String... words) {
        return command(List.of("bash", "-c", TEXT, "supervisor.sh"), words);
    }

    /** A command for the script that a supervisor left in its run's folder. */
    static List<String> placed(String folder, String... words) {
        return command(List.of("bash", folder + "/supervisor.sh"), words);
    }

    private static List<String> command(List<String> beginning, String... words) {
        List<String> command = new ArrayList<>(beginning);
        Collections.addAll(command, words);
        return command;
    }

    private static String read() {
        try (InputStream packed = SupervisorScript.class.getResourceAsStream("supervisor.sh")) {
            return new String(
                    Objects.requireNonNull(packed, "supervisor.sh is packed").readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
