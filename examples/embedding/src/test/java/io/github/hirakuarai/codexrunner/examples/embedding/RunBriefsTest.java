package io.github.hirakuarai.codexrunner.examples.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.engine.ReadOnlyRunner;
import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.engine.RunnerBuilder;
import io.github.hirakuarai.codexrunner.event.Selection;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.testkit.scene.Devbox;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLoggerFactory;

/** The example runs against a real forge on a loopback port, and leaves an embedder's process as it was. */
@Timeout(120)
class RunBriefsTest {

    private static final String PULL_REQUEST =
            "- {type: pr, title: Add out, commit_message: add out, files: [out.txt]}\n";

    @TempDir
    private Path folder;

    private Devbox devbox;

    @BeforeEach
    void set() throws Exception {
        devbox = Devbox.in(folder.toRealPath());
    }

    @AfterEach
    void end() {
        devbox.close();
    }

    @Test
    void theExampleRunsABriefAndTellsOfIt() {
        int issue = devbox.issue(devbox.brief("echo hello > out.txt", PULL_REQUEST));
        List<String> told = new ArrayList<>();

        RunBriefs.run(devbox.configuration(), devbox.environment(), told::add);

        String id = Devbox.REPOSITORY + "#" + issue;
        assertThat(told)
                .contains(id + " would-run", id + " step 1: exit 0", id + " success")
                .anyMatch(line -> line.startsWith(id + " pr: "));
        assertThat(devbox.isDone(issue)).isTrue();
        assertThat(devbox.forge().look(Devbox.REPOSITORY).pulls()).hasSize(1);
    }

    @Test
    void noThreadIsLeft() {
        devbox.issue(devbox.brief("echo hello > out.txt", PULL_REQUEST));
        Set<Thread> before = Thread.getAllStackTraces().keySet();

        RunBriefs.run(devbox.configuration(), devbox.environment(), line -> {});

        Instant end = Instant.now().plusSeconds(30);
        Set<String> left = left(before);
        while (!left.isEmpty() && Instant.now().isBefore(end)) {
            // The JDK's HTTP client, until Java 21, ends its thread when nobody holds the client any more.
            System.gc();
            await(Duration.ofMillis(50));
            left = left(before);
        }
        assertThat(left).isEmpty();
    }

    @Test
    void aSurveyLeavesNoFile() throws Exception {
        devbox.issue(devbox.brief("echo hello > out.txt", PULL_REQUEST));
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        Set<Path> before = files();

        try (ReadOnlyRunner runner = Runner.builder()
                .environment(devbox.environment())
                .configuration(devbox.configuration())
                .temporary(temporary)
                .buildReadOnly()) {
            assertThat(runner.survey(Selection.ALL)).hasSize(1);
        }

        assertThat(files()).isEqualTo(before);
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void theEmbeddersHttpClientIsUsed() {
        CountingProxy proxies = new CountingProxy();
        HttpClient client = HttpClient.newBuilder().proxy(proxies).build();

        try (ReadOnlyRunner runner = Runner.builder()
                .environment(devbox.environment())
                .configuration(devbox.configuration())
                .http(client)
                .buildReadOnly()) {
            runner.survey(Selection.ALL);
        }

        assertThat(proxies.asked()).isPositive();
    }

    @Test
    void aClientThatFollowsRedirectionsIsRefused() {
        RunnerBuilder builder =
                Runner.builder().environment(devbox.environment()).configuration(devbox.configuration());

        assertThatThrownBy(() -> builder.http(HttpClient.newBuilder()
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Redirect.NEVER");
    }

    @Test
    void aWrongConfigurationIsAnExceptionWithTheHint() {
        assertThatThrownBy(() -> RunBriefs.run(folder.resolve("missing.yaml"), devbox.environment(), line -> {}))
                .isInstanceOfSatisfying(
                        RunnerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
                .hasMessageContaining("missing.yaml");
    }

    @Test
    void noLoggingBackendComesAlong() {
        assertThat(LoggerFactory.getILoggerFactory()).isInstanceOf(NOPLoggerFactory.class);
    }

    /** Those of the JDK that live on are nobody's: they end by themselves after some seconds of idleness. */
    private static Set<String> left(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> !name.equals("Keep-Alive-Timer")
                        && !name.equals("process reaper")
                        // The JDK has one for the time limits of all futures.
                        && !name.equals("CompletableFutureDelayScheduler")
                        && !name.startsWith("forge-")
                        && !name.startsWith("HTTP-Dispatcher"))
                .collect(Collectors.toSet());
    }

    private static void await(Duration duration) {
        try {
            new java.util.concurrent.CountDownLatch(1)
                    .await(duration.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Set<Path> files() throws Exception {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(path -> !path.startsWith(folder.resolve("forge"))
                            && !path.toString().contains("gc."))
                    .collect(Collectors.toSet());
        }
    }
}
