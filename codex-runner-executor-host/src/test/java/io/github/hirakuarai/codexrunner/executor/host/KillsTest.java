package io.github.hirakuarai.codexrunner.executor.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.spi.WorkspaceUnavailableException;
import io.github.hirakuarai.codexrunner.testkit.contract.CloneFixture;
import io.github.hirakuarai.codexrunner.testkit.contract.ExecutorHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is left when the runner, or the process that keeps its steps together, is killed. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class KillsTest extends ExecutorHarness {

    @Override
    protected Executor makeExecutor(Path stateDir, Path home) {
        return Hosts.executor(stateDir, home, TreeMode.SESSION);
    }

    @Override
    protected Lane lane(Lane.WorkspaceMode mode) {
        return Hosts.lane(mode);
    }

    @Test
    void aKilledRunnersStepsEndAndTheNextRunPutsTheCloneBack() throws Exception {
        SortedMap<String, String> before = fixture.snapshot();
        Process runner = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        KilledRunner.class.getName(),
                        folder.resolve("state").toString(),
                        folder.toRealPath().toString(),
                        fixture.root().toString(),
                        CloneFixture.URL.toString(),
                        BRANCH,
                        fixture.mirror().toString(),
                        fixture.second(),
                        "echo changed > README.md; (setsid bash -c 'trap \"\" TERM; echo $$ > d.log; sleep 25; sleep 5' &);"
                                + " while ! [[ -s d.log ]]; do :; done; echo $$ > s.log; sleep 25")
                .inheritIO()
                .start();
        until(() -> Files.exists(fixture.root().resolve("s.log")) && pid("s.log") > 0);
        assertThat(isRunning(pid("s.log"))).isTrue();
        assertThat(isRunning(pid("d.log"))).isTrue();

        runner.destroyForcibly().waitFor();

        // What it left keeps the clone until it has ended.
        Workspace workspace = openWhenFree();
        assertThat(isRunning(pid("s.log"))).isFalse();
        assertThat(isRunning(pid("d.log"))).isFalse();
        assertThat(workspace.changes()).isEmpty();
        assertThat(fixture.at(BRANCH, "README.md")).isEqualTo("hello\n");
        workspace.close();
        assertThat(fixture.snapshot()).containsAllEntriesOf(before);
        assertThat(fixture.clean()).isTrue();
        removeWhatTheKilledRunnerLeft();
    }

    /** For its own recovery, which is not here; a later supervisor would remove it in a week. */
    private void removeWhatTheKilledRunnerLeft() throws IOException {
        Path runs = folder.toRealPath().resolve(".local/state/codex-runner/host/runs");
        try (Stream<Path> left = Files.walk(runs)) {
            for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private Workspace openWhenFree() {
        while (true) {
            try {
                return open();
            } catch (WorkspaceUnavailableException e) {
                assertThat(e.reason().code()).isEqualTo(ReasonCode.WORKDIR_BUSY);
            }
        }
    }

    @Test
    void aStepThatKillsItsSupervisorIsLostAndTheNextOneGetsAnother() {
        SortedMap<String, String> before = fixture.snapshot();
        try (Workspace workspace = open()) {
            String kill = "kill -KILL $PPID $(ps -o ppid= -p $PPID) $$";
            assertThat(run(workspace, kill).exit()).isInstanceOf(StepExit.Lost.class);
            assertThat(run(workspace, "echo next > x; echo next").output()).isEqualTo("next\n");
            assertThat(run(workspace, "kill -KILL $PPID; sleep 0.2").exit()).isInstanceOf(StepExit.Lost.class);
            assertThat(changes(workspace)).containsExactly("A RE x 5");
        }
        assertThat(fixture.snapshot()).isEqualTo(before);
    }

    @Test
    void whatOutlivesItsSupervisorIsEnded() throws Exception {
        SortedMap<String, String> before = fixture.snapshot();
        try (Workspace workspace = open()) {
            String daemon = "(setsid bash -c 'echo $$ > d.log; exec sleep 25' >/dev/null 2>&1 </dev/null &);"
                    + " while ! [[ -s d.log ]]; do :; done; kill -KILL $PPID $(ps -o ppid= -p $PPID) $$";
            assertThat(run(workspace, daemon).exit()).isInstanceOf(StepExit.Lost.class);
            assertThat(isRunning(pid("d.log"))).isFalse();
            assertThat(run(workspace, "echo next").output()).isEqualTo("next\n");
        }
        assertThat(fixture.snapshot()).containsAllEntriesOf(before);
        assertThat(fixture.clean()).isTrue();
    }

    /** A step has ended, and what it left takes its grace time: a cancellation that comes then takes no longer than that. */
    @Test
    void aCancellationWhileWhatAStepLeftIsEndedTakesNoLonger() {
        try (Workspace workspace = open()) {
            for (int millis = 100; millis < 1000; millis += 400) {
                CancellationToken cancellation = new CancellationToken();
                Output output = new Output();
                CompletableFuture<StepExit> exit = CompletableFuture.supplyAsync(() -> workspace.run(
                        shell("(trap '' TERM; echo > up; for i in {1..20}; do sleep 1; done) &"
                                + " until [[ -s up ]]; do :; done; rm up; echo ready"),
                        output,
                        cancellation));
                until(() -> output.text().contains("ready"));
                Instant begin = Instant.now();
                LockSupport.parkNanos(millis * 1_000_000L);
                cancellation.cancel("late");

                exit.join();
                assertThat(Duration.between(begin, Instant.now()))
                        .as("%s ms", millis)
                        .isLessThan(Duration.ofSeconds(10));
            }
            assertThat(run(workspace, "echo next").output()).isEqualTo("next\n");
        }
    }

    private long pid(String file) {
        try {
            String text = Files.readString(fixture.root().resolve(file)).strip();
            return text.isEmpty() ? 0 : Long.parseLong(text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
