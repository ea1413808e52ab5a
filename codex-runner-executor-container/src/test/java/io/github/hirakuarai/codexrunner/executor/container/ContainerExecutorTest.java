package io.github.hirakuarai.codexrunner.executor.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.hirakuarai.codexrunner.executor.host.HostExecutor;
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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** What a container holds beyond the contract: it is a boundary, and nothing of it is left behind. */
@EnabledIf(value = "isThere", disabledReason = "podman is not there")
@Timeout(120)
class ContainerExecutorTest extends ExecutorHarness {

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
    void nothingIsLeft() throws IOException {
        assertThat(podman.containers()).isEmpty();
    }

    @Test
    void whatStepsChangeIsPublishedFromTheBaseAlone() throws Exception {
        try (Workspace workspace = open()) {
            Ran ran = run(
                    workspace,
                    "pwd; git log --oneline | wc -l; git status --short; git remote get-url origin; cat src/new.txt;"
                            + " echo more >> README.md; mkdir a; echo new > a/b; chmod +x a/b; rm src/new.txt");
            assertThat(ran.exit()).as(ran.output()).isEqualTo(new StepExit.Exited(0));
            assertThat(ran.output())
                    .startsWith(workspace.workdir() + "\n1\nhttps://")
                    .endsWith("\nnew\n");
            assertThat(changes(workspace)).containsExactly("M RE README.md 11", "A EX a/b 4", "D RE src/new.txt 0");
            assertThat(read(workspace, "a/b")).isEqualTo("new\n");
            assertThat(workspace.diff(10_000)).contains("+more");
            assertThat(workspace.putBack(true, 3)).isEmpty();
        }
    }

    @Test
    void aStepSeesNothingOfTheMachine() throws Exception {
        Path secret = folder.toRealPath().resolve("token");
        Files.writeString(secret, "hunter2-and-some-more");
        try (Workspace workspace = open()) {
            Ran ran = run(
                    workspace,
                    "cat " + secret + " " + fixture.root() + "/README.md /root/.bashrc; ls /home /work; "
                            + "ls -d /var/run/docker.sock /run/podman; env; cat /proc/*/environ 2>/dev/null | tr '\\0' '\\n';"
                            + " grep -rs hunter2 / --exclude-dir=proc --exclude-dir=sys --exclude-dir=usr; ls /sys/class/net;"
                            + " timeout 2 bash -c 'echo > /dev/tcp/1.1.1.1/53'; kill -9 "
                            + ProcessHandle.current().pid());
            assertThat(ran.output())
                    .doesNotContain("hunter2-and", "PATH=/nowhere")
                    .contains("No such file", "lo\n", "etwork is unreachable");
            assertThat(ran.output().lines().filter(line -> line.matches("e(th|n|ns).*")))
                    .isEmpty();
        }
    }

    /** The runner's own proxy has a password as likely as not. */
    @Test
    void noProxyOfTheRunnersReachesAStep() throws Exception {
        Map<String, String> environment = new HashMap<>(podman.environment());
        for (String name : List.of("http_proxy", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "all_proxy")) {
            environment.put(name, "http://user:hunter2@proxy.example.org");
        }
        try (HostExecutor executor = new HostExecutor(Clock.systemUTC(), new ContainerAccess(environment));
                Workspace workspace = executor.open(request())) {
            workspace.checkout(fixture.mirror(), fixture.second());
            assertThat(run(workspace, "env; tr '\\0' '\\n' < /proc/1/environ").output())
                    .contains("http_proxy=")
                    .doesNotContain("hunter2");
        }
    }

    @Test
    void anotherUserWorksWithReadOnlyFilesAndGainsNoPrivileges() throws Exception {
        Lane lane = podman.lane(Map.of("user", "1000", "readOnly", true, "cpus", 1.5));
        try (Workspace workspace = open(request("~/work", lane))) {
            Ran ran = run(
                    workspace,
                    "id -u; touch /etc/x; touch /tmp/x && echo tmp; grep NoNewPrivs /proc/self/status; echo ok > out.txt");
            assertThat(ran.output())
                    .startsWith("1000\n")
                    .contains("Read-only file system")
                    .contains("tmp\n")
                    .contains("NoNewPrivs:\t1");
            assertThat(changes(workspace)).containsExactly("A RE out.txt 3");
        }
    }

    @Test
    void aContainerThatTakesTooMuchMemoryIsToldWithTheLimit() throws Exception {
        try (Workspace workspace = open(request("~/work", podman.lane(Map.of("memory", "64MiB"))))) {
            Ran ran = run(workspace, "head -c 300M /dev/zero | tail > /dev/null");

            assertThat(ran.exit().succeeded()).isFalse();
            assertThat(workspace.gitNotes())
                    .containsExactly(
                            "the container killed processes of the steps: together they exceeded its memory limit"
                                    + " of 64MiB");
        }
    }

    @Test
    void aRunnerThatComesBackGoesOnInTheSameContainer() throws Exception {
        WorkspaceRequest request = request();
        Workspace left = open(request);
        run(left, "echo kept > out.txt");
        String state = left.state().orElseThrow();

        try (HostExecutor next = new HostExecutor(Clock.systemUTC(), new ContainerAccess(podman.environment()))) {
            Workspace resumed = next.resume(request, state).orElseThrow();
            assertThat(run(resumed, "cat out.txt").output()).isEqualTo("kept\n");
            assertThat(podman.containers()).hasSize(1);
            resumed.close();
        }
    }

    @Test
    void whatADeadRunnerLeftIsGoneWhenTheRunIsRecovered() throws Exception {
        WorkspaceRequest request = request();
        run(open(request), "true");
        assertThat(podman.containers()).hasSize(1);

        executor().open(request).close();

        assertThat(podman.containers()).isEmpty();
    }

    @Test
    void whatARunOfAnotherRunnerLeftIsDiscardedUnlessItStillWorks() throws Exception {
        WorkspaceRequest working = request();
        WorkspaceRequest over = request();
        Workspace kept = executor().open(working);
        executor()
                .open(new WorkspaceRequest(
                        over.run(),
                        over.lane(),
                        over.workdir(),
                        over.cloneUrl(),
                        over.branch(),
                        over.grace(),
                        Duration.ofMillis(500)));
        try (HostExecutor other = new HostExecutor(Clock.systemUTC(), new ContainerAccess(podman.environment()))) {
            other.discard(working.lane(), new RunId("20261121T050403Z-7-body-ffffff"));
            other.discard(working.lane(), working.run());
            until(() -> {
                other.discard(over.lane(), over.run());
                return List.of("codex-runner-" + working.run().value()).equals(containers());
            });
        }
        kept.close();
    }

    private List<String> containers() {
        try {
            return podman.containers();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aContainerThatSomebodyRemovedInAStepIsLost() throws Exception {
        WorkspaceRequest request = request();
        try (Workspace workspace = open(request)) {
            Ran ran = run(workspace, "kill -TERM 1; sleep 30");

            assertThat(ran.exit()).isInstanceOf(StepExit.Lost.class);
            assertThat(ran.exit().text()).contains("its container has ended");
            assertThatThrownBy(workspace::changes).hasMessageContaining("its container has ended");
        } catch (RunnerException e) {
            assertThat(e).as("nothing there can be closed any more").hasMessageContaining("its container has ended");
        }
    }

    /** It put something else in the place of its supervisor, which says that it runs, for ever. */
    @Test
    @Tag("slow")
    void aContainerWhoseSupervisorIsGivenUpIsRemoved() throws Exception {
        Workspace workspace = open();
        CancellationToken cancellation = new CancellationToken();
        Output output = new Output();
        String replace = "f=$(echo \"$XDG_STATE_HOME\"/codex-runner/host/runs/*); printf '%s\\n'"
                + " '[[ $1 != read ]] || { echo codex-runner: running >&2; exit; }; exec sleep 300' > $f/supervisor.sh;"
                + " kill -STOP $(cut -d' ' -f2 $f/supervisor); echo begun; sleep 300";
        CompletableFuture<StepExit> exit =
                CompletableFuture.supplyAsync(() -> workspace.run(shell(replace), output, cancellation));
        until(() -> output.text().equals("begun\n"));
        cancellation.cancel("enough");

        assertThat(exit.join()).isEqualTo(new StepExit.Cancelled("enough"));

        assertThat(podman.containers()).isEmpty();
        assertThat(workspace.changes()).isEmpty();
        assertThat(workspace.gitNotes())
                .singleElement()
                .asString()
                .endsWith("was removed, with all that the steps changed");
        workspace.close();
    }

    @Test
    void whatIsMissingIsSaidWithTheFix() throws Exception {
        Map<String, String> nowhere = new HashMap<>(podman.environment());
        nowhere.put("PATH", folder.toString());
        try (HostExecutor none = new HostExecutor(Clock.systemUTC(), new ContainerAccess(nowhere))) {
            assertThatThrownBy(() -> none.reach(lane(Lane.WorkspaceMode.ISOLATED)))
                    .hasMessage(
                            "podman and docker are not on the runner's PATH: install one, or set the lane's engine");
        }
        Map<String, Object> never = new HashMap<>(Map.of("image", "localhost/nothing:1", "pull", "never"));
        never.put("rootfs", null);
        assertThatThrownBy(() -> executor().inspect(request("~/work", podman.lane(never))))
                .hasMessage(
                        "podman has no image localhost/nothing:1, and the lane does not pull images: run podman pull"
                                + " localhost/nothing:1, or set pull: missing");
        Path empty = Files.createDirectory(folder.toRealPath().resolve("empty"));
        RunnerException noBash = catchThrowableOfType(
                RunnerException.class,
                () -> executor()
                        .open(request("~/work", podman.lane(Map.of("rootfs", empty.toString(), "mounts", List.of())))));
        assertThat(noBash).hasMessageContaining("no bash").hasMessageContaining("git 2.30");
    }

    @Test
    void theLaneIsReachedAndSaysHowStepsEnd() {
        assertThat(executor().reach(lane(Lane.WorkspaceMode.ISOLATED)).get(0)).startsWith("ends ");
        assertThat(executor().host(lane(Lane.WorkspaceMode.ISOLATED))).startsWith("a container of the files of ");
    }
}
