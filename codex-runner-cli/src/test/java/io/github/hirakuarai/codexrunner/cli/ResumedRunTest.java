package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A runner that is killed while a step runs, and one that comes back: the step runs once, and the brief ends as it would have. */
@Timeout(180)
class ResumedRunTest {

    @TempDir
    private Path folder;

    private Scene scene;

    @BeforeEach
    void open() throws IOException {
        scene = Scene.in(folder.toRealPath());
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void aKilledRunnersStepRunsOnceAndTheNextStartFinishesIt() throws Exception {
        Path home = folder.toRealPath();
        scene.issue(scene.brief(("echo ran >> %1$s/counter; for i in {1..3}; do echo line $i;"
                        + " until [[ -e %1$s/go.$i ]]; do sleep 0.01; done; done; echo hello > out.txt")
                .formatted(home)));
        try (RunnerProcess runner = RunnerProcess.start(scene, List.of(), "run", "--execute")) {
            awaitLog("line 1\n");
            runner.kill();
        }
        // The step goes on while nobody is there.
        Files.createFile(home.resolve("go.1"));
        CompletableFuture<Scene.Ran> running = scene.begin("run", "--execute");
        awaitLog("line 2\n");
        Files.createFile(home.resolve("go.2"));
        Files.createFile(home.resolve("go.3"));

        Scene.Ran again = running.join();

        assertThat(again.exitCode()).as(again.out() + again.err()).isZero();
        assertThat(home.resolve("counter")).hasContent("ran");
        assertThat(scene.stepLog()).isEqualTo("line 1\nline 2\nline 3\n");
        assertThat(scene.look().pulls()).hasSize(1);
        assertThat(scene.statusComments(1)).singleElement().asString().contains("state=DONE");
        assertThat(scene.git("status", "--porcelain")).isEmpty();
        assertThat(hostRuns()).isEmpty();
    }

    @Test
    void aRunnerThatComesBackAfterTheLeaseFindsItsStepEndedAndPublishesNothing() throws Exception {
        scene.configure("claims: {lease: 6s}\nlimits: {grace: 1s}\n");
        scene.issue(scene.brief(
                "echo hello > out.txt; echo $$ > " + folder.toRealPath().resolve("pid") + "; echo begun; sleep 100"));
        try (RunnerProcess runner = RunnerProcess.start(scene, List.of(), "run", "--execute")) {
            awaitLog("begun\n");
            runner.kill();
        }
        long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
        Until.holds(() -> !ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));

        Scene.Ran again = scene.run("run", "--execute");

        assertThat(again.exitCode()).as(again.err()).isEqualTo(ExitCode.FAILED);
        assertThat(again.out()).startsWith("octo/app#1  FAILED (interrupted)  ").endsWith("retry octo/app#1\n");
        assertThat(scene.look().pulls()).isEmpty();
        assertThat(scene.statusComments(1)).singleElement().asString().contains("state=FAILED");
        assertThat(scene.git("status", "--porcelain")).isEmpty();
    }

    private void awaitLog(String text) throws Exception {
        Until.holds(() -> scene.stepLog().endsWith(text));
    }

    private List<Path> hostRuns() throws IOException {
        try (var runs = Files.list(folder.resolve(".local/state/codex-runner/host/runs"))) {
            return runs.toList();
        }
    }
}
