package io.github.hirakuarai.codexrunner.testkit.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.disk.RunFolder;
import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.event.Outcome;
import io.github.hirakuarai.codexrunner.event.Selection;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.spi.Executor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A lane whose executor hangs, and one that is sound: the briefs of the sound one do not wait for {@code limits.pluginTimeout}. */
@Timeout(90)
class HungLaneTest {

    @TempDir
    private Path folder;

    private final CountDownLatch answers = new CountDownLatch(1);
    private Scene scene;

    @BeforeEach
    void setUp() throws Exception {
        scene = new Scene(folder.toRealPath());
        scene.pluginTimeout = "10m";
        scene.brief("other", "sound");
    }

    @AfterEach
    void tearDown() {
        answers.countDown();
        scene.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"inspect", "host", "open"})
    void theBriefsOfOtherLanesRunMeanwhileAndItsOwnWhenItAnswers(String method) throws Exception {
        scene.otherExecutor = () -> hanging(method);
        try (Runner runner = scene.runner()) {
            CompletableFuture<List<Outcome>> run = CompletableFuture.supplyAsync(
                    () -> runner.run(Selection.ALL), work -> new Thread(work, "runner").start());

            until(1, BriefState.DONE);
            assertThat(scene.state(2)).isNotEqualTo(Optional.of(BriefState.DONE));
            answers.countDown();

            assertThat(run.get(60, TimeUnit.SECONDS)).hasSize(2);
            assertThat(scene.state(2)).contains(BriefState.DONE);
        }
    }

    /** The older brief is begun first. */
    @Test
    void aBriefWhoseWorkspaceHangsIsOvertaken() throws Exception {
        scene.briefIn(1, "other", "sound");
        scene.briefIn(2, "sound", "sound");
        scene.otherExecutor = () -> hanging("open");
        try (Runner runner = scene.runner()) {
            CompletableFuture<List<Outcome>> run = CompletableFuture.supplyAsync(
                    () -> runner.run(Selection.ALL), work -> new Thread(work, "runner").start());

            until(2, BriefState.DONE);
            assertThat(scene.state(1)).isNotEqualTo(Optional.of(BriefState.DONE));
            answers.countDown();

            assertThat(run.get(60, TimeUnit.SECONDS)).hasSize(2);
            assertThat(scene.state(1)).contains(BriefState.DONE);
        }
    }

    @Test
    void aFactoryThatHangsKeepsNoOtherWaiting() throws Exception {
        scene.otherExecutor = () -> {
            await();
            return Scene.sound();
        };
        try (Runner runner = scene.runner()) {
            CompletableFuture<List<Outcome>> run = CompletableFuture.supplyAsync(
                    () -> runner.run(Selection.ALL), work -> new Thread(work, "runner").start());

            until(1, BriefState.DONE);
            answers.countDown();

            run.get(60, TimeUnit.SECONDS);
            assertThat(scene.state(2)).contains(BriefState.DONE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"inspect", "open"})
    void aServiceBeginsNewBriefsOfOtherLanesMeanwhile(String method) throws Exception {
        scene.otherExecutor = () -> hanging(method);
        try (Runner runner = scene.runner()) {
            runner.poll(Selection.ALL);
            until(1, BriefState.DONE);

            scene.briefIn(3, "sound", "sound");
            long began = System.nanoTime();
            runner.poll(Selection.ALL);
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .as("a lane that is known to be silent is not waited for")
                    .isLessThan(Duration.ofSeconds(4));
            until(3, BriefState.DONE);
            assertThat(scene.state(2)).isNotEqualTo(Optional.of(BriefState.DONE));

            answers.countDown();
            until(2, BriefState.DONE, () -> runner.poll(Selection.ALL));
        }
    }

    @Test
    void aServiceOfOneLaneAtATimeDoesNotWaitForASilentOne() throws Exception {
        scene.moreSettings = "watch: {lanes: 1}";
        scene.briefIn(1, "other", "sound");
        scene.briefIn(2, "sound", "sound");
        scene.otherExecutor = () -> hanging("open");
        try (Runner runner = scene.runner()) {
            runner.poll(Selection.ALL);

            until(2, BriefState.DONE);
            assertThat(scene.state(1)).isNotEqualTo(Optional.of(BriefState.DONE));

            answers.countDown();
            until(1, BriefState.DONE);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRunThatWasLeftOnASilentLaneKeepsNoOtherWaiting(boolean service) throws Exception {
        Path left = scene.runLeftOnTheOtherLane();
        scene.otherExecutor = () -> hanging("open");
        try (Runner runner = scene.runner()) {
            CompletableFuture<?> run = CompletableFuture.runAsync(
                    () -> {
                        if (service) {
                            runner.poll(Selection.ALL);
                        } else {
                            runner.run(Selection.ALL);
                        }
                    },
                    work -> new Thread(work, "runner").start());

            until(1, BriefState.DONE);
            assertThat(RunFolder.isOver(left)).isFalse();
            answers.countDown();
            run.get(60, TimeUnit.SECONDS);
            until(2, BriefState.DONE, service ? () -> runner.poll(Selection.ALL) : () -> {});

            assertThat(RunFolder.isOver(left)).isTrue();
        }
    }

    private void until(int issue, BriefState state) {
        until(issue, state, () -> {});
    }

    private void until(int issue, BriefState state, Runnable meanwhile) {
        long began = System.nanoTime();
        while (!scene.state(issue).equals(Optional.of(state))) {
            if (System.nanoTime() - began > Duration.ofSeconds(40).toNanos()) {
                // Or the runner could not be closed.
                answers.countDown();
                throw new AssertionError(scene.events.toString());
            }
            meanwhile.run();
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private Executor hanging(String method) {
        Executor sound = Scene.sound();
        return (Executor) Proxy.newProxyInstance(
                Executor.class.getClassLoader(), new Class<?>[] {Executor.class}, (proxy, called, args) -> {
                    if (called.getName().equals(method)) {
                        await();
                    }
                    try {
                        return called.invoke(sound, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void await() {
        try {
            answers.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
