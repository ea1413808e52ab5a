package io.github.hirakuarai.codexrunner.executor.container;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The command line of podman or docker.
 *
 * @param program the absolute path
 * @param environment that the engine gets: no container inherits any of it
 */
record Engine(String program, Map<String, String> environment) {

    /** More than this of an engine's complaint is no help. */
    private static final int COMPLAINT = 500;

    /** The line of an engine's complaint that says why; what stands before it tells of its tries. */
    private static final Pattern REASON = Pattern.compile("(?m)^(?:Error: |docker: |Error response from daemon: ).*$");

    /**
     * Finds an engine.
     *
     * @param wanted {@code auto}, {@code podman} or {@code docker}
     * @throws RunnerException {@code TOOL_MISSING} when it is not installed
     */
    static Engine find(String wanted, Map<String, String> environment) {
        List<String> names = wanted.equals("auto") ? List.of("podman", "docker") : List.of(wanted);
        for (String name : names) {
            for (String folder : environment
                    .getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin")
                    .split(":", -1)) {
                Path program = Path.of(folder.isEmpty() ? "/" : folder, name);
                if (program.isAbsolute() && Files.isRegularFile(program) && Files.isExecutable(program)) {
                    Map<String, String> own = new TreeMap<>(environment);
                    // A token is nothing that an engine, or a plugin of it, needs to see.
                    own.keySet().removeIf(variable -> variable.contains("TOKEN"));
                    return new Engine(program.toString(), own);
                }
            }
        }
        throw new RunnerException(
                ErrorCode.TOOL_MISSING,
                String.join(" and ", names) + (names.size() == 1 ? " is" : " are")
                        + " not on the runner's PATH: install one, or set the lane's engine");
    }

    /** Its name: {@code podman} or {@code docker}. */
    String name() {
        return String.valueOf(Path.of(program).getFileName());
    }

    /** Starts a command of the engine. */
    Process start(List<String> words) throws IOException {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command).directory(new File("/"));
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Runs a command of the engine to its end: what it printed, or empty when it failed. */
    Optional<String> answer(List<String> words) {
        Ended ended = run(words);
        return ended.code() == 0 ? Optional.of(ended.output().strip()) : Optional.empty();
    }

    /** Runs a command of the engine to its end. */
    Ended run(List<String> words) {
        try {
            Process process = start(words);
            process.getOutputStream().close();
            // While it pulls an image it may say more than a pipe holds. What it prints is little.
            String complaint = text(process.getErrorStream());
            String output = text(process.getInputStream());
            return new Ended(process.onExit().join().exitValue(), output, reason(complaint));
        } catch (IOException e) {
            throw new RunnerException(ErrorCode.UNREACHABLE, name() + " cannot be started: " + e.getMessage(), e);
        }
    }

    private static String text(InputStream stream) throws IOException {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String reason(String complaint) {
        String reason = REASON.matcher(complaint)
                .results()
                .reduce((first, last) -> last)
                .map(MatchResult::group)
                .orElse(complaint)
                .replaceAll("\\s+", " ")
                .strip();
        return reason.length() <= COMPLAINT ? reason : reason.substring(0, COMPLAINT) + "…";
    }

    /**
     * What came of a command.
     *
     * @param complaint why it failed, by its standard error, in one line
     */
    record Ended(int code, String output, String complaint) {}
}
