package io.github.hirakuarai.codexrunner.executor.container;

import io.github.hirakuarai.codexrunner.executor.host.Host;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The container of one run, found by its name. */
final class Container implements Host {

    /** The volume for the clone and the logs of the steps: it can be written whatever the image, and is removed with the container. */
    private static final String VOLUME = "/codex-runner";

    /** Waits for the processes that steps leave behind, and ends by itself in a week, should nobody ever remove it. */
    private static final String FIRST_PROCESS =
            "trap 'exit 0' TERM; for ((i = 0; i < 10080; i++)); do sleep 60 & wait $!; done";

    /** The kernel's count of processes that it killed for memory. */
    private static final Pattern KILLED = Pattern.compile("(?m)^oom_kill [1-9]");

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
        Optional<String> state = container.inspected("{{.State.Status}}");
        if (state.filter("running"::equals).isEmpty()) {
            if (state.isPresent()) {
                container.close();
            }
            container.make(run);
        }
        return container;
    }

    /** Finds the container of a run. */
    static Optional<Host> find(Engine engine, ContainerSettings settings, RunId run) {
        Container container = new Container(engine, settings, "codex-runner-" + run.value());
        return container
                .inspected("{{index .Config.Labels \"codex-runner.run\"}}")
                .filter(run.value()::equals)
                .map(label -> container);
    }

    private void make(RunId run) {
        List<String> words = new ArrayList<>(List.of(
                "run",
                "--detach",
                "--name=" + name,
                "--label=codex-runner.run=" + run.value(),
                "--volume=" + VOLUME,
                "--env=XDG_STATE_HOME=" + VOLUME,
                "--workdir=/"));
        words.addAll(settings.options());
        words.addAll(settings.made());
        words.addAll(List.of("bash", "-c", FIRST_PROCESS));
        Engine.Ended made = engine.run(words);
        if (made.code() == 0) {
            // The volume is root's, whoever the container's user is.
            made = engine.run(List.of("exec", "--user=0", name, "chmod", "1777", VOLUME));
        }
        if (made.code() != 0) {
            RunnerException failed = failed(made);
            close();
            throw failed;
        }
    }

    private RunnerException failed(Engine.Ended made) {
        if (made.code() == NOT_FOUND || made.complaint().contains("executable file not found")) {
            return new RunnerException(
                    ErrorCode.TOOL_MISSING,
                    settings.source() + (settings.image() == null ? " have" : " has")
                            + " no bash: use others, with bash 4, git 2.30, coreutils and flock");
        }
        String why = ended().orElse(made.complaint());
        return new RunnerException(
                ErrorCode.UNREACHABLE,
                engine.name() + " could not start a container of " + settings.source() + ": " + why);
    }

    @Override
    public Process start(List<String> command) throws IOException {
        List<String> words = new ArrayList<>(List.of("exec", "--interactive", name));
        words.addAll(command);
        return engine.start(words);
    }

    @Override
    public Optional<String> ended() {
        Optional<String> state = inspected("{{.State.Status}} {{.State.OOMKilled}}");
        if (state.isEmpty()) {
            return Optional.of("its container is gone");
        }
        if (state.get().startsWith("running ")) {
            return Optional.empty();
        }
        return Optional.of(
                state.get().endsWith(" true")
                        ? "its container was killed because it took more than its memory"
                                + (settings.memory() == null ? "" : " of " + settings.memory())
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
                .filter(counters -> KILLED.matcher(counters).find())
                .map(counters -> "the container killed processes of the steps: together they took more than its memory"
                        + (settings.memory() == null ? "" : " of " + settings.memory()));
    }

    private String lastWords() {
        String words = engine.run(List.of("logs", name)).complaint();
        return words.isEmpty() ? "" : ": " + words;
    }

    private Optional<String> inspected(String format) {
        return engine.answer(List.of("container", "inspect", "--format=" + format, name));
    }

    @Override
    public void close() {
        engine.run(List.of("rm", "--force", "--volumes", name));
    }
}
