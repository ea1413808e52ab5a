package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.config.ConfigReader;
import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.event.Recovered;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A runner that stands still for longer than its lease writes nothing more once another has taken its brief over. */
@Timeout(180)
class PausedRunnerTest {

    @TempDir
    private Path folder;

    private Scene scene;
    private Path begun;
    private int issue;

    @BeforeEach
    void setUp() throws IOException {
        scene = Scene.in(folder.toRealPath());
        scene.configure("claims: {lease: 6s}\nlimits: {grace: 1s}\n");
        begun = scene.folder.resolve("begun");
        // The step waits for a file, so that the runner is in the middle of it for as long as the test wants.
        issue = scene.issue(
                scene.brief(ForgeTrace.noteStep(scene) + "touch " + begun + "; for n in {1..600}; do test -e "
                        + scene.folder + "/go && break; sleep 0.1; done; echo hello > out.txt"));
    }

    @AfterEach
    void tearDown() throws IOException {
        RecordTraces.requirePathsOfTheModel(scene);
        scene.close();
    }

    @Test
    void aStoppedRunnerThatWakesUpPublishesNothing() throws Exception {
        try (RunnerProcess paused = RunnerProcess.start(scene, List.of(), "run", "--execute")) {
            await(paused, begun);
            paused.signal("STOP");
            takeOver(other("other", Clock.systemUTC()));
            String record = record();
            int writes = scene.writes().size();

            Files.createFile(scene.folder.resolve("go"));
            paused.signal("CONT");
            paused.exitCode();

            assertThat(scene.look().pulls()).isEmpty();
            assertThat(scene.look().refs("refs/heads/")).containsOnlyKeys("refs/heads/main");
            assertThat(record()).isEqualTo(record).contains("\"FAILED\"");
            assertThat(scene.writes().stream().skip(writes).filter(write -> write.status() < 300))
                    .as("what it sent was refused")
                    .allSatisfy(write -> assertThat(write.path()).endsWith("git-receive-pack"));
            assertThat(scene.statusComment(issue)).contains("state=FAILED").contains("does not answer");
        }
    }

    /** The step would go on for a minute: nobody says "go". */
    @Test
    void aRunnerThatHasLostItsClaimEndsItsStep() throws Exception {
        try (RunnerProcess paused = RunnerProcess.start(scene, List.of(), "run", "--execute")) {
            await(paused, begun);
            paused.signal("STOP");
            takeOver(other("other", Clock.systemUTC()));
            paused.signal("CONT");
            Instant begin = Instant.now();

            assertThat(paused.exitCode()).as(paused.output()).isEqualTo(ExitCode.FAILED);

            assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(30));
            assertThat(scene.look().pulls()).isEmpty();
        }
    }

    @Test
    void aRunnerWhoseNetworkWasCutPublishesNothingWhenItIsBack() throws Exception {
        int port = scene.forge.webUrl().getPort();
        try (Cable cable = Cable.to(port)) {
            Path configuration = scene.folder.resolve("behind-the-cable.yaml");
            Files.writeString(
                    scene.clone.resolve(".git/config"),
                    "[remote \"cable\"]\n\turl = http://127.0.0.1:" + cable.port() + "/octo/app.git\n",
                    StandardOpenOption.APPEND);
            Files.writeString(
                    configuration,
                    Files.readString(scene.configuration)
                            .replace(":" + port + "/", ":" + cable.port() + "/")
                            .replace("apiUrl:", "timeout: 5s, apiUrl:"));
            try (RunnerProcess alone =
                    RunnerProcess.start(scene, List.of(), "run", "--execute", "--config", configuration.toString())) {
                await(alone, begun);
                cable.cut();
                takeOver(other("other", Clock.systemUTC()));
                String record = record();

                Files.createFile(scene.folder.resolve("go"));
                cable.hint();
                alone.exitCode();

                assertThat(record()).isEqualTo(record).contains("\"FAILED\"");
                assertThat(scene.look().pulls()).as(alone.output()).isEmpty();
                assertThat(scene.look().refs("refs/heads/")).containsOnlyKeys("refs/heads/main");
                assertThat(scene.statusComment(issue)).contains("state=FAILED");
            }
        }
    }

    @Test
    void aClockThatIsAnHourOffTakesNothingOverEarlyAndNothingStaysTaken() throws Exception {
        try (RunnerProcess alive = RunnerProcess.start(scene, List.of(), "run", "--execute")) {
            await(alive, begun);
            Runner off = other("an-hour-off", Clock.offset(Clock.systemUTC(), Duration.ofHours(1)));
            try (off) {
                assertThat(off.recover()).extracting(Recovered::verdict).containsExactly(Recovered.Verdict.WAITING);
                assertThat(off.recover()).extracting(Recovered::verdict).containsExactly(Recovered.Verdict.WAITING);
            }
            Files.createFile(scene.folder.resolve("go"));
            assertThat(alive.exitCode()).as(alive.output()).isZero();
            assertThat(scene.look().pulls()).hasSize(1);
        }
    }

    @Test
    void aSecondRunnerWithTheSameFolderLeavesALiveRunAlone() throws Exception {
        try (RunnerProcess alive = RunnerProcess.start(scene, List.of(), "run", "--execute")) {
            await(alive, begun);

            Scene.Ran beside = scene.run("run", "--execute");

            assertThat(beside.exitCode()).as(beside.err()).isZero();
            assertThat(beside.err()).contains("CLAIMED_ELSEWHERE").doesNotContain("interrupted");
            Files.createFile(scene.folder.resolve("go"));
            assertThat(alive.exitCode()).as(alive.output()).isZero();
            assertThat(scene.look().pulls()).hasSize(1);
        }
    }

    /** Another machine's runner looks until the claim has stood still for a whole lease by its own clock. */
    private void takeOver(Runner other) {
        try (other) {
            List<Recovered> looked = other.recover();
            while (looked.stream().anyMatch(one -> one.verdict() == Recovered.Verdict.WAITING)) {
                Until.pause();
                looked = other.recover();
            }
            assertThat(looked).extracting(Recovered::verdict).containsExactly(Recovered.Verdict.INTERRUPTED);
        }
    }

    /** @param clock its wall clock; time passes on it as it does */
    private Runner other(String name, Clock clock) throws IOException {
        Path configuration = scene.folder.resolve("other.yaml");
        Files.writeString(
                configuration,
                Files.readString(scene.configuration)
                        .replace("id: devbox, stateDir: state", "id: \"" + name + "\", stateDir: state-of-other"));
        AtomicLong start = new AtomicLong(System.nanoTime());
        return Runner.builder(new ConfigReader(scene.environment, "host", clock).read(configuration))
                .environment(scene.environment)
                .clock(clock.withZone(ZoneOffset.UTC), () -> System.nanoTime() - start.get())
                .build();
    }

    private String record() {
        return scene.look().refs("refs/codex/").values().stream()
                .map(commit -> scene.look().commit(commit).orElseThrow().message())
                .reduce("", String::concat);
    }

    private static void await(RunnerProcess runner, Path file) throws Exception {
        Until.holds(runner, () -> Files.exists(file));
    }
}
