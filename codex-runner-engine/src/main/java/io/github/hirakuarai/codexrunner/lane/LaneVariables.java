package io.github.hirakuarai.codexrunner.lane;

import io.github.hirakuarai.codexrunner.event.LaneProblem;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.LaneVariable;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.sanitize.Secrets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Reads the values of a lane's own variables, anew for each run. Each counts as a secret from then on. */
public final class LaneVariables {

    private static final int LARGEST = 64 << 10;
    private static final int SECONDS = 60;
    private static final int SECONDS_AFTER_ITS_END = 2;

    private static final Pattern PLAIN_WORD = Pattern.compile(
            "true|false|yes|no|on|off|none|null|[0-9]{1,7}|main|master|trunk|develop|development|dev|test|testing|staging|"
                    + "stage|production|prod|release|debug|info|warn|warning|error|trace|auto|always|never|default|local",
            Pattern.CASE_INSENSITIVE);

    private final Map<String, String> environment;
    private final Secrets secrets;

    /**
     * @param environment of the commands: the runner's own, for they are the operator's
     * @param secrets hold every value while it is in use
     */
    public LaneVariables(Map<String, String> environment, Secrets secrets) {
        this.environment = environment;
        this.secrets = secrets;
    }

    /**
     * Returns the lane with the value of every variable. The values are masked at least until it is closed.
     *
     * @throws RunnerException with {@code CONFIGURATION} when one cannot be read
     */
    ReadyLane read(Lane lane) {
        Map<String, LaneVariable> values = new LinkedHashMap<>();
        lane.env()
                .forEach((name, variable) ->
                        values.put(name, new LaneVariable.Value(value(key(lane, name), variable))));
        List<Secrets.Registration> held = new ArrayList<>();
        values.forEach((name, variable) -> {
            String value = ((LaneVariable.Value) variable).value();
            if (!isPlainWord(Objects.requireNonNull(lane.env().get(name)), value)) {
                held.add(secrets.hold(key(lane, name), value));
            }
        });
        return new ReadyLane(lane.with(values), held);
    }

    /** Masks the values that the configuration and files hold now, as far as they can be read. No command is run. */
    public void maskKnown(Collection<Lane> lanes) {
        for (Lane lane : lanes) {
            lane.env().forEach((name, variable) -> {
                if (!(variable instanceof LaneVariable.FromCommand)) {
                    maskKnown(key(lane, name), variable);
                }
            });
        }
    }

    private void maskKnown(String key, LaneVariable variable) {
        try {
            String value = value(key, variable);
            if (!isPlainWord(variable, value)) {
                secrets.addOfLane(key, value);
            }
        } catch (RunnerException e) {
            // Whoever needs it is told.
        }
    }

    /**
     * Requires, without running a command, that values can be read.
     *
     * @throws RunnerException with {@code CONFIGURATION} when one cannot be
     */
    void requireReadable(Lane lane) {
        lane.env().forEach((name, variable) -> {
            if (!(variable instanceof LaneVariable.FromCommand)) {
                value(key(lane, name), variable);
            }
        });
    }

    /** What is wrong with a lane's variables, each read by itself. */
    List<LaneProblem> problems(Lane lane) {
        List<LaneProblem> problems = new ArrayList<>();
        lane.env().forEach((name, variable) -> {
            String key = key(lane, name);
            try {
                problem(key, variable, value(key, variable)).ifPresent(problems::add);
            } catch (RunnerException e) {
                problems.add(new LaneProblem(
                        true,
                        String.valueOf(e.getMessage()),
                        "fix its file or command: until then the lane runs nothing"));
            }
        });
        return problems;
    }

    private static Optional<LaneProblem> problem(String key, LaneVariable variable, String value) {
        int length = value.strip().length();
        if (length < Secrets.SHORTEST || isPlainWord(variable, value)) {
            return Optional.of(new LaneProblem(
                    false,
                    "the value of " + key + " is not masked: it is "
                            + (length < Secrets.SHORTEST
                                    ? "shorter than " + Secrets.SHORTEST + " characters"
                                    : "a plain word"),
                    "use a longer value if it is a secret"));
        }
        return length >= Secrets.SHORTEST_IN_COMMITS
                ? Optional.empty()
                : Optional.of(new LaneProblem(
                        false,
                        "the value of " + key + " is not looked for in commits: it is shorter than "
                                + Secrets.SHORTEST_IN_COMMITS + " characters",
                        "use a longer value if it is a secret"));
    }

    /** What stands in the configuration and says nothing is no secret: masked, it would blacken every other line. */
    private static boolean isPlainWord(LaneVariable variable, String value) {
        return variable instanceof LaneVariable.Value
                && PLAIN_WORD.matcher(value.strip()).matches();
    }

    private static String key(Lane lane, String name) {
        return "lanes." + lane.name() + ".env." + name;
    }

    private String value(String key, LaneVariable variable) {
        String value =
                variable instanceof LaneVariable.Value known ? known.value() : withoutLineEnd(read(key, variable));
        if (value.indexOf('\0') >= 0) {
            throw unreadable(key, "its value contains a NUL character");
        }
        if (value.isBlank() && !(variable instanceof LaneVariable.Value)) {
            throw unreadable(key, "its value is empty");
        }
        return value;
    }

    private String read(String key, LaneVariable variable) {
        try {
            return variable instanceof LaneVariable.FromFile from
                    ? content(key, from.file())
                    : output(key, ((LaneVariable.FromCommand) variable));
        } catch (IOException e) {
            throw unreadable(key, e.getMessage() + " (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static String content(String key, Path file) throws IOException {
        // Opening a pipe would wait for its writer.
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw unreadable(key, file + " is not a regular file");
        }
        return bounded(key, Files.newInputStream(file));
    }

    private String output(String key, LaneVariable.FromCommand command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command.words()).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            CompletableFuture<String> reading = reading(key, process.getInputStream());
            int code =
                    process.onExit().orTimeout(SECONDS, TimeUnit.SECONDS).join().exitValue();
            String value =
                    reading.orTimeout(SECONDS_AFTER_ITS_END, TimeUnit.SECONDS).join();
            if (code != 0) {
                throw unreadable(key, "its command ended with exit code " + code);
            }
            return value;
        } catch (CompletionException e) {
            if (e.getCause() instanceof RunnerException unreadable) {
                throw unreadable;
            }
            if (e.getCause() instanceof IOException failed) {
                throw failed;
            }
            throw unreadable(
                    key,
                    process.isAlive()
                            ? "its command took longer than " + SECONDS + " s"
                            : "something that its command started still holds its output");
        } finally {
            kill(process);
        }
    }

    /** Reads on a thread of its own: what a command leaves behind may hold its output for ever. */
    private static CompletableFuture<String> reading(String key, InputStream content) {
        CompletableFuture<String> value = new CompletableFuture<>();
        Thread reader = new Thread(
                () -> {
                    try {
                        value.complete(bounded(key, content));
                    } catch (IOException | RuntimeException e) {
                        value.completeExceptionally(e);
                    }
                },
                "codex-runner-variable");
        reader.setDaemon(true);
        reader.start();
        return value;
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static String bounded(String key, InputStream content) throws IOException {
        try (content) {
            byte[] bytes = content.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw unreadable(key, "its value is larger than 64 KiB");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static String withoutLineEnd(String value) {
        return value.replaceFirst("\\R\\z", "");
    }

    /** Without anything that the file or the command holds: it may be half of the secret. */
    private static RunnerException unreadable(String key, String why) {
        return new RunnerException(ErrorCode.CONFIGURATION, "cannot read " + key + ": " + why);
    }
}
