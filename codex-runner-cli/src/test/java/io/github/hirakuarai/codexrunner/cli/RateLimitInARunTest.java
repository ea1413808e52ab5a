package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.event.Selection;
import io.github.hirakuarai.codexrunner.forge.Fault;
import io.github.hirakuarai.codexrunner.forge.Faults;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A forge that takes no more requests in the middle of a run: whoever watches is told until when it waits. */
@Timeout(120)
class RateLimitInARunTest {

    private static final String SHORT = " for a rate limit until [0-9]{2}:[0-9]{2} UTC";

    @TempDir
    private Path folder;

    private Scene scene;

    @BeforeEach
    void setUp() throws IOException {
        scene = Scene.in(folder.toRealPath());
        scene.issue(scene.brief("echo hello > out.txt"));
    }

    @AfterEach
    void tearDown() {
        scene.close();
    }

    /** The pull request is refused once, until so many seconds from now. */
    private void limit(long seconds) {
        scene.forge
                .faults()
                .next(
                        Faults.request("POST", ".*/pulls"),
                        Fault.answer(
                                403,
                                Map.of(
                                        "x-ratelimit-remaining",
                                        "0",
                                        "x-ratelimit-reset",
                                        Long.toString(Instant.now().getEpochSecond() + seconds)),
                                "API rate limit exceeded"));
    }

    @Test
    void theTerminalTellsUntilWhenItWaits() {
        limit(2);

        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(ran.out()).contains("DONE (success)");
        assertThat(ran.err()).containsPattern("waiting   " + SHORT + ", octo/app#1\n");
    }

    @Test
    void soDoesAProgram() {
        limit(2);

        assertThat(scene.run("run", "--execute", "--format", "json").out())
                .containsPattern("\\{\"event\":\"rate-limited\",\"id\":\"octo/app#1\",\"until\":\"[^\"]+Z\"}");
    }

    @Test
    void soDoesThePageOfTheRunWhileItWaits() throws Exception {
        limit(20);
        ServicePage pages = new ServicePage(config(), scene.environment, Clock.systemUTC());
        try (Runner runner = Runner.builder(config())
                .environment(scene.environment)
                .listener(pages)
                .build()) {
            CompletableFuture<Void> run = CompletableFuture.runAsync(
                    () -> runner.run(Selection.ALL), work -> new Thread(work, "run").start());
            Until.holds(run, () -> page(pages).contains("Waiting for the rate limit until "));
            assertThat(page(pages)).contains("Waiting for the rate limit until ");

            runner.cancel("enough");
            run.join();
        }
        assertThat(page(pages)).doesNotContain("Waiting for the rate limit");
    }

    private RunnerConfig config() {
        return ConfigFile.read(Main.context(System.out, System.err, scene.environment, scene.folder), null);
    }

    /** The page of the only run. */
    private static String page(ServicePage pages) {
        Matcher link = Pattern.compile("href=\"(runs/[^\"]+)\"").matcher(text(pages, ""));
        return link.find() ? text(pages, link.group(1)) : "";
    }

    private static String text(ServicePage pages, String path) {
        return pages.get(path, "").orElseThrow().text();
    }
}
