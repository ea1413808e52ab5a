package io.github.hirakuarai.codexrunner.executor.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.hirakuarai.codexrunner.executor.host.HostExecutor;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.spi.WorkspaceRequest;
import io.github.hirakuarai.codexrunner.testkit.contract.ExecutorHarness;
import io.github.hirakuarai.codexrunner.testkit.scene.Podman;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong with images and engines: each has its message and its outcome, and no step runs twice. */
@EnabledIf(value = "isThere", disabledReason = "podman is not there")
@Timeout(120)
class ContainerFaultsTest extends ExecutorHarness {

    private Podman podman;

    static boolean isThere() throws Exception {
        return Podman.isThere();
    }

    @Override
    protected Executor makeExecutor(Path stateDir, Path home) throws Exception {
        podman = Podman.in(Files.createDirectory(home.resolve("podman")));
        return new HostExecutor(Clock.systemUTC(), new ContainerAccess(podman.environment()));
    }

    @Override
    protected Lane lane(Lane.WorkspaceMode mode) {
        return podman.lane(Map.of());
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        assertThat(podman.containers()).isEmpty();
        podman.letGo();
    }

    /** Runs podman as somebody on the machine does; its warnings, which depend on the machine, go to the test's. */
    private String podman(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("podman"));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(podman.environment());
        return new String(builder.start().getInputStream().readAllBytes(), UTF_8).strip();
    }

    private Lane image(String name, String pull) {
        return podman.lane(Map.of("pull", pull)).withImage(name);
    }

    private RunnerException refused(Lane lane) {
        return catchThrowableOfType(
                RunnerException.class, () -> open(request("~/work", lane)).close());
    }

    @Test
    void anImageForAnotherKindOfMachineIsToldWithItsKind() throws Exception {
        Path files = Files.createDirectories(folder.resolve("arm/bin"));
        String here = System.getProperty("os.arch").equals("aarch64") ? "amd64" : "arm64";
        byte[] program = ByteBuffer.allocate(124)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1})
                .putShort(16, (short) 2)
                .putShort(18, (short) (here.equals("arm64") ? 0xB7 : 0x3E))
                .putInt(20, 1)
                .putShort(52, (short) 64)
                .array();
        Files.write(files.resolve("bash"), program);
        Files.setPosixFilePermissions(files.resolve("bash"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Path archive = folder.resolve("arm.tar");
        assertThat(new ProcessBuilder("tar", "-C", files.getParent().toString(), "-cf", archive.toString(), ".")
                        .start()
                        .waitFor())
                .isZero();
        podman("import", "-q", "--os=linux", "--arch=" + here, archive.toString(), "localhost/other:1");

        RunnerException told = refused(podman.lane(Map.of("mounts", List.of())).withImage("localhost/other:1"));

        assertThat(told)
                .hasMessage("the image localhost/other:1 is for another kind of machine, linux/" + here
                        + ": use one that is built for this");
        assertThat(told.code()).isEqualTo(ErrorCode.TOOL_MISSING);
    }

    @Test
    void anImageThatIsNotThereIsToldOnce() {
        RunnerException never = refused(image("localhost/nothing:1", "never"));
        assertThat(never)
                .hasMessage(
                        "podman has no image localhost/nothing:1, and the lane does not pull images: run podman pull"
                                + " localhost/nothing:1, or set pull: missing");
        assertThat(never.code()).isEqualTo(ErrorCode.UNREACHABLE);

        RunnerException missing = refused(image("localhost:1/nothing:1", "missing"));
        assertThat(missing)
                .hasMessageStartingWith(
                        "podman could not start a container of the image localhost:1/nothing:1: Error: ")
                .hasMessageContaining("connection refused")
                .hasMessageNotContaining("Failed, retrying");
        assertThat(missing.code()).isEqualTo(ErrorCode.UNREACHABLE);
    }

    @Test
    void anImageWithoutBashOrGitIsToldWithWhatItNeeds() throws Exception {
        Path empty = Files.createDirectories(folder.toRealPath().resolve("empty/etc"))
                .getParent();
        RunnerException noBash = refused(podman.lane(Map.of("rootfs", empty.toString(), "mounts", List.of())));
        assertThat(noBash)
                .hasMessageContaining(" have no bash: use others, with bash 4, git 2.30, coreutils and flock");
        assertThat(noBash.code()).isEqualTo(ErrorCode.TOOL_MISSING);

        // All programs but git, in a folder of their own.
        Path programs = Files.createDirectories(folder.toRealPath().resolve("programs"));
        assertThat(new ProcessBuilder(
                                "bash",
                                "-c",
                                "for p in /usr/bin/*; do [[ $p == */git* ]] || ln -s \"/opt/${p##*/}\" \"$1\"; done",
                                "bash",
                                programs.toString())
                        .start()
                        .waitFor())
                .isZero();
        RunnerException noGit = refused(podman.lane(Map.of(
                "mounts",
                List.of(
                        "/usr/lib:/usr/lib:ro",
                        "/usr/lib64:/usr/lib64:ro",
                        "/etc/alternatives:/etc/alternatives:ro",
                        "/usr/bin:/opt:ro",
                        programs + ":/usr/bin:ro"))));
        assertThat(noGit)
                .hasMessageStartingWith("git is missing on a container of the files of ")
                .hasMessageEndingWith(" need bash 4, git 2.30, coreutils and flock");
        assertThat(noGit.code()).isEqualTo(ErrorCode.TOOL_MISSING);
    }

    @Test
    void aContainerWhoseFirstProcessTheKernelKillsIsToldWithTheLimit() throws Exception {
        WorkspaceRequest request = request("~/work", podman.lane(Map.of("memory", "64MiB")));
        try (Workspace workspace = open(request)) {
            Ran ran = run(
                    workspace,
                    "echo 1000 > /proc/1/oom_score_adj; echo -1000 > /proc/self/oom_score_adj; head -c 300M /dev/zero | tail");
            assertThat(ran.exit()).isInstanceOf(StepExit.Lost.class);
            assertThat(ran.exit().text()).contains("its container was killed", "exceeded its memory limit of 64MiB");
        } catch (RunnerException e) {
            assertThat(e).hasMessageContaining("its memory limit of 64MiB");
        }
    }

    /** Whatever an engine says, by a program that answers as podman and docker do. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "running false 0 | 0 | ",
                "paused false 0 | 0 | ",
                "exited true 137 | 0 | its container was killed because it exceeded its memory limit of 64MiB",
                "exited true 0 | 0 | its container has ended; before that, processes in it were killed because they"
                        + " exceeded its memory limit of 64MiB",
                "exited false 137 | 0 | its container was killed, by somebody or because it exceeded its memory limit of 64MiB",
                "exited false 0 | 0 | its container has ended: a last word",
                "Error: inspecting object: no such container x | 125 | its container is gone",
                "Error response from daemon: No such container: x | 1 | its container is gone",
                "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running? | 1 | ",
                "Error: database is locked | 125 | ",
            })
    void whatAnEngineSaysOfAContainerIsUnderstood(String answer, int code, String words) throws Exception {
        Path program = folder.resolve("podman-of-words");
        Files.writeString(program, """
                #!/bin/bash
                case "$*" in
                *Labels*) echo r1 ;;
                *OOMKilled*) ((CODE)) && echo '%1$s' >&2 || echo '%1$s'; exit %2$d ;;
                logs*) echo 'a last word' >&2 ;;
                esac
                """.replace("CODE", Integer.toString(code)).formatted(answer, code));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Engine engine = new Engine(program.toString(), Map.of("PATH", System.getenv("PATH")));
        Lane lane = podman.lane(Map.of("memory", "64MiB"));

        Optional<String> ended = Container.find(engine, ContainerSettings.of(lane), new RunId("r1"))
                .orElseThrow()
                .ended();

        assertThat(ended).isEqualTo(Optional.ofNullable(words));
    }

    /** A step can write the container's log, and put another program in the place of bash. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "yes words",
                "yes words >&2",
                "head -c 200M /dev/zero >&2; yes",
                "echo oom_kill 1; exec sleep 300"
            })
    void howeverMuchComesOfAContainerItIsReadToAnEnd(String script) throws Exception {
        Engine engine = new Engine("/bin/bash", Map.of("PATH", System.getenv("PATH")));

        Engine.Ended ended = engine.run(List.of("-c", script), Duration.ofSeconds(5));

        assertThat(ended.code()).isNotZero();
        assertThat(ended.output().length() + ended.complaint().length()).isLessThan(70_000);
        assertThat(engine.run(List.of("-c", "yes o | head -n 300000; yes e | head -n 300000 >&2; echo last")))
                .satisfies(both -> assertThat(both.output()).endsWith("o\nlast\n"));
    }

    @Test
    void theLogOfAContainerStaysSmall() throws Exception {
        WorkspaceRequest request = request();
        try (Workspace workspace = open(request)) {
            run(workspace, "head -c 30000000 /dev/zero | tr '\\0' x | fold > /proc/1/fd/2");
            Path log = Path.of(podman("inspect", "--format={{.HostConfig.LogConfig.Path}}", name(request)));
            assertThat(log).isRegularFile();
            assertThat(Files.size(log)).isLessThan(5_000_000);
        }
    }

    /** Passing trouble of an engine, when a runner comes back, must not cost what runs. */
    @ParameterizedTest
    @ValueSource(strings = {"Error: database is locked", "paused", "another's"})
    void aContainerOfWhichNothingIsKnownIsLeftAlone(String trouble) throws Exception {
        WorkspaceRequest request = request();
        Workspace left = open(request);
        run(left, "echo kept > out.txt");
        String state = left.state().orElseThrow();
        Path program = Files.createDirectory(folder.resolve("tools")).resolve("podman");
        Files.writeString(program, """
                #!/bin/bash
                case "%s $*" in
                Error*" container inspect "*) echo 'Error: database is locked' >&2; exit 125 ;;
                paused*" container inspect "*) echo "paused %s" ;;
                another*" container inspect "*) echo "exited 20261121T050403Z-7-body-ffffff" ;;
                *) exec /usr/bin/podman "$@" ;;
                esac
                """.formatted(trouble, request.run().value()));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Map<String, String> environment = new HashMap<>(podman.environment());
        environment.put("PATH", program.getParent() + ":" + System.getenv("PATH"));
        try (HostExecutor next = new HostExecutor(Clock.systemUTC(), new ContainerAccess(environment))) {
            RunnerException told = catchThrowableOfType(RunnerException.class, () -> next.resume(request, state));
            assertThat(told.code()).isIn(ErrorCode.UNREACHABLE, ErrorCode.REFUSED);
        }
        try (HostExecutor next = new HostExecutor(Clock.systemUTC(), new ContainerAccess(podman.environment()));
                Workspace resumed = next.resume(request, state).orElseThrow()) {
            assertThat(run(resumed, "cat out.txt").output()).isEqualTo("kept\n");
        }
    }

    /** Somebody took the name after it was looked for. */
    @Test
    void aContainerThatSomebodyElseMadeIsNotRemoved() throws Exception {
        Path program = Files.createDirectory(folder.resolve("tools")).resolve("podman");
        Files.writeString(program, """
                #!/bin/bash
                echo "$*" >> %s/asked
                case "$1" in
                container) echo 'Error: no such container' >&2; exit 125 ;;
                run) echo 'Error: the container name "x" is already in use by 1. You have to remove it' >&2; exit 125 ;;
                esac
                """.formatted(folder));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Engine engine = new Engine(program.toString(), Map.of("PATH", System.getenv("PATH")));

        assertThatThrownBy(() -> Container.of(engine, ContainerSettings.of(podman.lane(Map.of())), new RunId("r1")))
                .hasMessageContaining("already in use");

        assertThat(Files.readAllLines(folder.resolve("asked")).stream().filter(asked -> !asked.startsWith("container")))
                .satisfies(asked -> assertThat(asked.get(asked.size() - 1)).startsWith("run "));
    }

    @Test
    void nothingStaysOfAContainerThatSomebodyRemoved() throws Exception {
        WorkspaceRequest request = request();
        Workspace left = open(request);
        podman("rm", "--force", name(request));
        assertThat(podman("volume", "ls", "--quiet")).isEqualTo(name(request));

        executor().discard(request.lane(), request.run());

        assertThat(podman("volume", "ls", "--quiet")).isEmpty();
        left.close();
    }

    /** As an engine's restart, or the machine's, does it to containers. */
    @Test
    void aContainerThatIsStartedAgainInAStepLosesTheStepAndDoesNotRepeatIt() throws Exception {
        WorkspaceRequest request = request();
        try (Workspace workspace = open(request)) {
            StepExit exit = during(
                    workspace,
                    "echo x >> /codex-runner/count; echo begun; sleep 60",
                    () -> podman("restart", "--time=1", name(request)));
            assertThat(exit).isInstanceOf(StepExit.Lost.class);
            assertThat(podman("exec", name(request), "cat", "/codex-runner/count"))
                    .isEqualTo("x");
        }
    }

    /** podman has no daemon: what watches a container may be killed, and the steps go on. */
    @Test
    void aContainerWhoseMonitorIsKilledInAStepGoesOn() throws Exception {
        WorkspaceRequest request = request();
        try (Workspace workspace = open(request)) {
            StepExit exit = during(workspace, "echo begun; until [[ -e /tmp/go ]]; do sleep 0.1; done; exit 4", () -> {
                String monitor = podman("inspect", "--format={{.State.ConmonPid}}", name(request));
                assertThat(ProcessHandle.of(Long.parseLong(monitor))
                                .orElseThrow()
                                .destroyForcibly())
                        .isTrue();
                podman("exec", name(request), "touch", "/tmp/go");
            });
            assertThat(exit).isEqualTo(new StepExit.Exited(4));
        }
    }

    @Test
    @EnabledIf(value = "hasDocker", disabledReason = "docker's command line is not there")
    void anEngineThatIsRestartedInAStepCostsNothingButTime() throws Exception {
        try (DockerOnPodman docker = new DockerOnPodman(podman, folder.resolve("docker.sock"));
                HostExecutor executor =
                        new HostExecutor(Clock.systemUTC(), new ContainerAccess(docker.environment()))) {
            WorkspaceRequest request = request("~/work", docker.lane(Map.of()));
            try (Workspace workspace = executor.open(request)) {
                workspace.checkout(fixture.mirror(), fixture.second());
                StepExit exit = during(
                        workspace,
                        "echo x >> /codex-runner/count; echo begun; until [[ -e /tmp/go ]]; do sleep 0.1; done; exit 4",
                        () -> {
                            docker.stop();
                            podman("exec", name(request), "touch", "/tmp/go");
                            docker.start();
                        });
                assertThat(exit).isEqualTo(new StepExit.Exited(4));
                assertThat(podman("exec", name(request), "cat", "/codex-runner/count"))
                        .isEqualTo("x");
            }
        }
    }

    /** Docker's command line hands the proxies of its own configuration on. */
    @Test
    @EnabledIf(value = "hasDocker", disabledReason = "docker's command line is not there")
    void noProxyOfDockersConfigurationReachesAStep() throws Exception {
        Path configuration = Files.createDirectory(
                        Path.of(podman.environment().get("HOME")).resolve(".docker"))
                .resolve("config.json");
        Files.writeString(
                configuration,
                "{\"proxies\": {\"default\": {\"httpsProxy\": \"http://u:hunter2@p.example.org\", \"allProxy\": \"hunter2\"}}}");
        try (DockerOnPodman docker = new DockerOnPodman(podman, folder.resolve("docker.sock"));
                HostExecutor executor = new HostExecutor(Clock.systemUTC(), new ContainerAccess(docker.environment()));
                Workspace workspace = executor.open(request("~/work", docker.lane(Map.of())))) {
            workspace.checkout(fixture.mirror(), fixture.second());
            assertThat(run(workspace, "env").output()).contains("PATH=").doesNotContain("hunter2");
        }
    }

    @Test
    @EnabledIf(value = "hasDocker", disabledReason = "docker's command line is not there")
    void anEngineWithoutItsDaemonIsTold() {
        Map<String, String> environment = new HashMap<>(podman.environment());
        environment.put("DOCKER_HOST", "unix://" + folder.resolve("nothing.sock"));
        try (HostExecutor executor = new HostExecutor(Clock.systemUTC(), new ContainerAccess(environment))) {
            Lane lane = podman.lane(Map.of("engine", "docker")).withImage("localhost/steps:1");
            assertThatThrownBy(() -> executor.open(request("~/work", lane)))
                    .hasMessageStartingWith("docker does not say whether the run's container is there: ")
                    .hasMessageContaining("Cannot connect to the Docker daemon");
        }
    }

    static boolean hasDocker() throws Exception {
        return DockerOnPodman.isThere();
    }

    private interface Event {
        void happen() throws Exception;
    }

    /** Runs a step that prints "begun", and lets something happen then. */
    private StepExit during(Workspace workspace, String script, Event event) throws Exception {
        Output output = new Output();
        CompletableFuture<StepExit> exit =
                CompletableFuture.supplyAsync(() -> workspace.run(shell(script), output, new CancellationToken()));
        until(() -> output.text().equals("begun\n") || exit.isDone());
        event.happen();
        return exit.join();
    }

    private static String name(WorkspaceRequest request) {
        return "codex-runner-" + request.run().value();
    }
}
