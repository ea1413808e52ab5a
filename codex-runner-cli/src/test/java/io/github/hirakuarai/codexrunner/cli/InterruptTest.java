package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.forge.Fault;
import io.github.hirakuarai.codexrunner.forge.Faults;
import io.github.hirakuarai.codexrunner.forge.Incoming;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SIGINT to the process itself, as a supervisor or a script sends it: it says so, and ends with 130. */
@Timeout(120)
class InterruptTest {

    @TempDir
    private Path folder;

    private Scene scene;
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @BeforeEach
    void setUp() throws IOException {
        scene = Scene.in(folder.toRealPath());
    }

    @AfterEach
    void tearDown() {
        goOn.countDown();
        scene.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--execute", "--dry-run", "--preview"})
    void beforeAnythingHasBegunItSaysSo(String mode) throws Exception {
        scene.issue(scene.brief("echo hello > out.txt"));
        hold(request -> request.path().endsWith("/octo/app/issues"));
        try (RunnerProcess runner = RunnerProcess.start(scene, List.of(), "run", mode)) {
            held.await();
            long begin = System.nanoTime();
            runner.signal("INT");

            assertThat(runner.exitCode()).as(runner.output()).isEqualTo(ExitCode.INTERRUPTED);
            assertThat(runner.output()).contains("codex-runner: interrupted; nothing was started");
            // The forge's answer is waited for for half a minute.
            assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(20));
        }
    }

    @Test
    void aRecoverySaysSoToo() throws Exception {
        hold(request -> request.path().endsWith("/octo/app.git/info/refs"));
        try (RunnerProcess runner = RunnerProcess.start(scene, List.of(), "recover")) {
            held.await();
            runner.signal("INT");
            awaitInterrupted(runner);
            goOn.countDown();

            assertThat(runner.exitCode()).as(runner.output()).isEqualTo(ExitCode.INTERRUPTED);
        }
    }

    @Test
    void inTheMiddleOfAClaimTheBriefEndsAsCancelledOnce() throws Exception {
        int issue = scene.issue(scene.brief("touch ran; echo hello > out.txt"));
        hold(Faults.push());
        try (RunnerProcess runner = RunnerProcess.start(scene, List.of(), "run", "--execute")) {
            held.await();
            runner.signal("INT");
            awaitInterrupted(runner);
            goOn.countDown();

            assertThat(runner.exitCode()).as(runner.output()).isEqualTo(ExitCode.INTERRUPTED);
        }

        assertThat(scene.statusComment(issue)).contains("state=FAILED").contains("CANCELLED");
        assertThat(scene.look().pulls()).isEmpty();
        RecordTraces.requirePathsOfTheModel(scene);
        int writes = scene.writes().size();
        scene.run("run", "--execute");
        assertThat(scene.writes()).hasSize(writes);
    }

    private static void awaitInterrupted(RunnerProcess runner) throws Exception {
        Until.holds(runner, () -> runner.output().contains("codex-runner: interrupted; ending the running briefs"));
    }

    /** The first such request is not answered before the test says so. */
    private void hold(Predicate<Incoming> which) {
        scene.forge
                .faults()
                .next(
                        request -> {
                            boolean matches = which.test(request);
                            if (matches) {
                                held.countDown();
                            }
                            return matches;
                        },
                        Fault.hold(goOn));
    }
}
