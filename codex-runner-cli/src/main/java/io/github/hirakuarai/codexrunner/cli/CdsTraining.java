package io.github.hirakuarai.codexrunner.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Does what users do, a run on the demo's own forge among it, and shows nothing of it, so that the JVM can write down which
 * classes that takes: the launcher runs it once for each Java.
 */
public final class CdsTraining {

    private static final List<List<String>> COMMANDS = List.of(
            List.of("help", "run"),
            List.of("validate", "-"),
            List.of("validate", "--format", "json", "-"),
            List.of("plugins"),
            List.of("run", "--dry-run", "--config", ""),
            List.of("demo"));

    private CdsTraining() {}

    /** Runs the commands and ends the process. */
    public static void main(String[] arguments) throws IOException {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        byte[] issue = issue();
        for (List<String> command : COMMANDS) {
            CliContext context = new CliContext(
                    nowhere,
                    nowhere,
                    new ByteArrayInputStream(issue),
                    System.getenv(),
                    Path.of("").toAbsolutePath(),
                    Terminal.NONE);
            Main.run(context, command.toArray(String[]::new));
        }
        System.exit(ExitCode.OK);
    }

    private static byte[] issue() throws IOException {
        try (InputStream text = Objects.requireNonNull(CdsTraining.class.getResourceAsStream("demo-issue.md"))) {
            return text.readAllBytes();
        }
    }
}
