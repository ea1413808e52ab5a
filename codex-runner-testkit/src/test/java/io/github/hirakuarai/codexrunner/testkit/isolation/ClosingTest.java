package io.github.hirakuarai.codexrunner.testkit.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.event.Outcome;
import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.event.Selection;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Closing a runner from another thread than the one that uses it. */
@Timeout(60)
class ClosingTest {

    @TempDir
    private Path folder;

    private Scene scene;

    @BeforeEach
    void setUp() throws IOException {
        scene = new Scene(folder.toRealPath());
        scene.pluginTimeout = "30s";
    }

    @AfterEach
    void tearDown() {
        scene.close();
    }

    @Test
    void whatRunsIsReportedBeforeItReturns() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ends = new CountDownLatch(1);
        scene.otherExecutor = () -> new IdleExecutor(sound -> waiting(sound, begun, ends));
        scene.brief("other", "sound");
        Runner runner = scene.runner();
        CompletableFuture<List<Outcome>> run = CompletableFuture.supplyAsync(
                () -> runner.run(Selection.ALL), work -> new Thread(work, "runner").start());
        begun.await();

        CompletableFuture<Void> closed =
                CompletableFuture.runAsync(runner::close, work -> new Thread(work, "closer").start());
        assertThatThrownBy(() -> closed.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        ends.countDown();
        List<Outcome> outcomes = run.get();
        closed.get();

        assertThat(outcomes).isNotEmpty();
        assertThat(scene.events).anyMatch(RunEvent.Ended.class::isInstance);
        assertThat(scene.state(2))
                .hasValueSatisfying(state -> assertThat(state.terminal()).isTrue());
    }

    @Test
    void aListenerThatClosesTheRunnerIsToldThatItCannot() {
        AtomicReference<Throwable> refused = new AtomicReference<>();
        scene.brief("other", "sound");
        try (Runner runner = scene.runner()) {
            scene.also = event -> refused.compareAndSet(null, catchThrowable(runner::close));

            assertThat(runner.run(Selection.ALL)).isNotEmpty();
        }

        assertThat(refused.get())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a listener cannot close the runner");
    }

    @Test
    void whatOnlyEndsThingsIsHarmlessAfterwards() {
        Runner runner = scene.runner();
        runner.close();

        runner.cancel("again");
        runner.drain("again");
        runner.close();
        assertThatThrownBy(() -> runner.run(Selection.ALL))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the runner is closed");
    }

    @Test
    void aLaneThatIsNotThereIsToldWithTheNearest() {
        try (Runner runner = scene.runner()) {
            assertThatThrownBy(() -> runner.survey(Selection.ALL.onLane("othr")))
                    .isInstanceOfSatisfying(
                            RunnerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE))
                    .hasMessage("unknown lane 'othr'; did you mean 'other'?");
        }
    }

    /** docs/embedding.md names them, so that whoever embeds a runner knows what they see in a thread dump. */
    @Test
    void itsThreadsHaveTheNamesThatTheGuideSays() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ends = new CountDownLatch(1);
        scene.otherExecutor = () -> new IdleExecutor(sound -> waiting(sound, begun, ends));
        scene.brief("other", "sound");
        try (Runner runner = scene.runner()) {
            CompletableFuture<List<Outcome>> run = CompletableFuture.supplyAsync(
                    () -> runner.run(Selection.ALL), work -> new Thread(work, "runner").start());
            begun.await();
            List<String> names = Thread.getAllStackTraces().keySet().stream()
                    .map(Thread::getName)
                    .toList();
            ends.countDown();
            run.get();

            assertThat(names)
                    .contains(
                            "codex-runner-work", "codex-runner-lane", "codex-runner-heartbeat", "codex-runner-plugin");
        }
    }

    @Test
    void aClosedRunnerSaysSo() {
        Runner runner = scene.runner();
        runner.close();
        runner.close();

        assertThatThrownBy(() -> runner.run(Selection.ALL))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the runner is closed");
        assertThatThrownBy(() -> runner.survey(Selection.ALL)).hasMessage("the runner is closed");
        assertThatThrownBy(() -> runner.poll(Selection.ALL)).hasMessage("the runner is closed");
    }

    private static Workspace waiting(Workspace sound, CountDownLatch begun, CountDownLatch ends) {
        return (Workspace) Proxy.newProxyInstance(
                Workspace.class.getClassLoader(), new Class<?>[] {Workspace.class}, (proxy, method, args) -> {
                    if (method.getName().equals("run")) {
                        begun.countDown();
                        ends.await();
                    }
                    try {
                        return method.invoke(sound, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
