package io.github.hirakuarai.codexrunner.executor.container;

import io.github.hirakuarai.codexrunner.executor.host.Host;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The container of one run, found by its name. */
final class Container implements Host {

    /** The volume for the clone and the logs of the steps: it can be written whatever the image, and is removed with the container. */
    private static final String VOLUME = "/codex-runner";

    /** Waits for the processes that steps leave behind, and ends by itself in a week, should nobody ever remove it. */
    private static final String FIRST_PROCESS =
            "trap 'exit 0' TERM; for ((i = 0; i < 10080; i++)); do sleep 60 & wait $!; done";

    /**
     * The variables by which engines hand a proxy, often with its password, on to containers: podman the runner's own, docker
     * that of its config.json. Set to nothing, they are nobody's; not every podman knows {@code --http-proxy}.
     */
    static final List<String> PROXIES = Stream.of("http", "https", "ftp", "no", "all")
            .map(kind -> kind + "_proxy")
            .flatMap(name -> Stream.of(name, name.toUpperCase(Locale.ROOT)))
            .map(name -> "--env=" + name + "=")
            .toList();

    /** How an engine prints the label with the run's id. */
    private static final String LABEL = "{{index .Config.Labels \"codex-runner.run\"}}";

    /** The states in which a container has not ended. */
    private static final Set<String> STILL_THERE = Set.of("running", "paused");

    /** The exit code of a first process that SIGKILL ended. */
    private static final String KILLED = "137";

    /** The kernel's count of processes that it killed for memory. */
    private static final Pattern OUT_OF_MEMORY = Pattern.compile("(?m)^oom_kill [1-9]");

    /** So long an image may take to be pulled and the container to be made. */
    static final Duration PULL = Duration.ofHours(1);

    /** What an engine answers when the container's first command is not there. */
    private static final int NOT_FOUND = 127;

    private final Engine engine;
    private final ContainerSettings settings;
    private final String name;

    private Container(Engine engine, ContainerSettings settings, String name) {
        this.engine = engine;
        this.settings = settings;
        this.name = name;
    }

    /** Finds the container of a run, or makes it. */
    static Container of(Engine engine, ContainerSettings settings, RunId run) {
        Container container = new Container(engine, settings, "codex-runner-" + run.value());
        Optional<String> found = container.inspected("{{.State.Status}} " + LABEL);
        if (found.isPresent()) {
            String[] words = found.get().split(" ", 2);
            if (!words[words.length - 1].equals(run.value())) {
                throw new RunnerException(
                        ErrorCode.REFUSED,
                        "the container " + container.name + " does not belong to this run: remove it");
            }
            if (words[0].equals("paused")) {
                // Its steps go on when whoever paused it lets them.
                throw new RunnerException(
                        ErrorCode.UNREACHABLE,
                        "the container " + container.name + " is paused: run " + engine.name() + " unpause "
                                + container.name);
            }
            if (words[0].equals("running")) {
                return container;
            }
            container.remove();
        }
        // Somebody may have removed the container alone.
        container.removeVolume();
        container.make(run);
        return container;
    }

    /** Finds what there is of a run: its container, or the volume that one has left. */
    static Optional<Host> find(Engine engine, ContainerSettings settings, RunId run) {
        Container container = new Container(engine, settings, "codex-runner-" + run.value());
        return container
                .inspected(LABEL)
                .or(() -> engine.answer(List.of("volume", "inspect", "--format={{.Name}}", container.name))
                        .map(volume -> run.value()))
                .filter(run.value()::equals)
                .map(label -> container);
    }

    private void make(RunId run) {
        List<String> words = new ArrayList<>(List.of(
                "run",
                "--detach",
                "--name=" + name,
                "--label=codex-runner.run=" + run.value(),
                // Named, so that it is found when somebody else has removed the container.
                "--volume=" + name + ":" + VOLUME,
                "--env=XDG_STATE_HOME=" + VOLUME,
                "--workdir=/",
                // Steps can write to it: not more than a few last words are kept, whatever the engine's own settings.
                "--log-driver=json-file",
                "--log-opt=max-size=1m"));
        words.addAll(PROXIES);
        words.addAll(settings.options());
        words.addAll(settings.made(settings.pull()));
        words.addAll(List.of("bash", "-c", FIRST_PROCESS));
        Engine.Ended made = engine.run(words, PULL);
        Optional<String> end = Optional.empty();
        if (made.code() == 0) {
            // The volume is root's, whoever the container's user is.
            made = engine.run(List.of("exec", "--user=0", name, "chmod", "1777", VOLUME));
            end = made.code() == 0 ? end : ended();
        }
        if (made.code() != 0) {
            RunnerException failed = failed(made, end.orElse(made.complaint()));
            if (!made.complaint().contains("already in use")) {
                close();
            }
            throw failed;
        }
    }

    private RunnerException failed(Engine.Ended made, String why) {
        if (made.code() == NOT_FOUND || made.complaint().contains("executable file not found")) {
            return new RunnerException(
                    ErrorCode.TOOL_MISSING,
                    settings.source()
                            + (settings.image() == null ? " have no bash: use others" : " has no bash: use another")
                            + ", with bash 4, git 2.30, coreutils and flock");
        }
        if (why.contains("exec format error")) {
            return new RunnerException(
                    ErrorCode.TOOL_MISSING,
                    settings.source() + (settings.image() == null ? " are" : " is") + " for another kind of machine"
                            + platform() + ": use one that is built for this");
        }
        requireImage(engine, settings);
        return new RunnerException(
                ErrorCode.UNREACHABLE,
                engine.name() + " could not start a container of " + settings.source() + ": " + why);
    }

    private String platform() {
        return Optional.ofNullable(settings.image())
                .flatMap(image ->
                        engine.answer(List.of("image", "inspect", "--format={{.Os}}/{{.Architecture}}", image)))
                .map(platform -> ", " + platform)
                .orElse("");
    }

    /** Requires that the image is there when the lane pulls none. */
    static void requireImage(Engine engine, ContainerSettings settings) {
        String image = settings.image();
        if (image != null
                && settings.pull().equals("never")
                && engine.answer(List.of("image", "inspect", "--format={{.Id}}", image))
                        .isEmpty()) {
            throw new RunnerException(
                    ErrorCode.UNREACHABLE,
                    engine.name() + " has no image " + image + ", and the lane does not pull images: run "
                            + engine.name() + " pull " + image + ", or set pull: missing");
        }
    }

    @Override
    public Process start(List<String> command) throws IOException {
        List<String> words = new ArrayList<>(List.of("exec", "--interactive", name));
        words.addAll(command);
        return engine.start(words);
    }

    @Override
    public Optional<String> ended() {
        Engine.Ended asked = inspect("{{.State.Status}} {{.State.OOMKilled}} {{.State.ExitCode}}");
        if (asked.code() != 0) {
            // An engine that does not answer knows nothing of its containers, which may well go on.
            return isNotThere(asked) ? Optional.of("its container is gone") : Optional.empty();
        }
        String[] state = asked.output().strip().split(" ", -1);
        if (STILL_THERE.contains(state[0])) {
            return Optional.empty();
        }
        boolean killed = state[2].equals(KILLED);
        if (Boolean.parseBoolean(state[1])) {
            return Optional.of(
                    killed
                            ? "its container was killed because it" + memory()
                            : "its container has ended; before that, processes in it were killed because they"
                                    + memory());
        }
        // Not every engine is told by the kernel.
        return Optional.of(
                killed && settings.memory() != null
                        ? "its container was killed, by somebody or because it" + memory()
                        : "its container has ended" + lastWords());
    }

    @Override
    public Optional<String> note() {
        return engine.answer(List.of(
                        "exec",
                        name,
                        "bash",
                        "-c",
                        "cat /sys/fs/cgroup/memory.events /sys/fs/cgroup/memory/memory.oom_control 2>/dev/null; true"))
                .filter(counters -> OUT_OF_MEMORY.matcher(counters).find())
                .map(counters -> "the container killed processes of the steps: together they" + memory());
    }

    private String memory() {
        return " exceeded its memory limit" + (settings.memory() == null ? "" : " of " + settings.memory());
    }

    private String lastWords() {
        String words = engine.run(List.of("logs", "--tail=20", name)).complaint();
        return words.isEmpty() ? "" : ": " + words;
    }

    /** Asks about the container; empty when it is not there. */
    private Optional<String> inspected(String format) {
        Engine.Ended asked = inspect(format);
        if (asked.code() == 0) {
            return Optional.of(asked.output().strip());
        }
        if (isNotThere(asked)) {
            return Optional.empty();
        }
        throw new RunnerException(
                ErrorCode.UNREACHABLE,
                engine.name() + " does not say whether the run's container is there: " + asked.complaint());
    }

    private static boolean isNotThere(Engine.Ended asked) {
        return asked.complaint().toLowerCase(Locale.ROOT).contains("no such container");
    }

    private Engine.Ended inspect(String format) {
        return engine.run(List.of("container", "inspect", "--format=" + format, name));
    }

    @Override
    public void close() {
        remove();
        removeVolume();
    }

    private void remove() {
        engine.run(List.of("rm", "--force", "--volumes", name));
    }

    private void removeVolume() {
        engine.run(List.of("volume", "rm", "--force", name));
    }
}
