package io.github.hirakuarai.codexrunner.executor.container;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

    /** The end of what a command says; the beginning of a pull's long tale is no help. */
    private static final int MOST = 64 << 10;

    /** What says more than this has another program in its place. */
    private static final long TOO_MUCH = 64L << 20;

    private static final Duration USUAL = Duration.ofMinutes(2);

    /** What is still to be read when a command has ended, unless others hold its outputs. */
    private static final Duration REST = Duration.ofSeconds(5);

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
        return launch(command);
    }

    /** Starts a command of this machine's in the engine's environment. */
    Process launch(List<String> command) throws IOException {
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
        return run(words, USUAL);
    }

    /** Runs a command of the engine to its end, or until the time is over. */
    Ended run(List<String> words, Duration limit) {
        Process process;
        try {
            process = start(words);
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new RunnerException(ErrorCode.UNREACHABLE, name() + " cannot be started: " + e.getMessage(), e);
        }
        CompletableFuture<String> output = lastOf(process.getInputStream(), process);
        CompletableFuture<String> complaint = lastOf(process.getErrorStream(), process);
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Ended(-1, "", name() + " did not answer within " + limit.toSeconds() + " s");
            }
            return new Ended(process.exitValue(), rest(output), reason(rest(complaint)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunnerException(ErrorCode.UNREACHABLE, "the runner's thread was interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String rest(CompletableFuture<String> text) throws InterruptedException {
        try {
            return text.get(REST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return "";
        }
    }

    /** Reads a stream to its end, while another is read. Steps may have a say in what comes. */
    private static CompletableFuture<String> lastOf(InputStream stream, Process process) {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread reader = new Thread(
                () -> {
                    try (stream) {
                        byte[] last = stream.readNBytes(MOST);
                        long all = last.length;
                        for (byte[] next = stream.readNBytes(MOST); next.length > 0; next = stream.readNBytes(MOST)) {
                            byte[] both = Arrays.copyOf(last, last.length + next.length);
                            System.arraycopy(next, 0, both, last.length, next.length);
                            last = Arrays.copyOfRange(both, both.length - MOST, both.length);
                            all += next.length;
                            if (all > TOO_MUCH) {
                                process.destroyForcibly();
                            }
                        }
                        text.complete(new String(last, StandardCharsets.UTF_8));
                    } catch (IOException e) {
                        text.completeExceptionally(e);
                    }
                },
                "engine-output");
        reader.setDaemon(true);
        reader.start();
        return text;
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
