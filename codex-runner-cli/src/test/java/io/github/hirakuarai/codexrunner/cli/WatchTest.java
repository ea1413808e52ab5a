package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.forge.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** {@code watch} as a process of its own, with its signals. */
@Timeout(120)
class WatchTest {

    @TempDir
    private Path folder;

    private Scene scene;

    @BeforeEach
    void setUp() throws IOException {
        scene = Scene.in(folder.toRealPath());
    }

    @AfterEach
    void tearDown() {
        scene.close();
    }

    @Test
    void itTakesWhatIsPostedForTheServiceAndEndsWellWhenTold() throws Exception {
        configure("10s");
        int byHand = scene.issue(scene.brief("echo by hand > out.txt"));
        try (RunnerProcess watch = RunnerProcess.start(scene, List.of(), "watch", "--format", "json")) {
            Until.holds(watch, () -> watch.output().contains("scanned"));
            int issue = posted("echo hello > out.txt");
            Until.holds(watch, () -> isDone(issue));
            int second = posted("echo again > out.txt");
            Until.holds(watch, () -> isDone(second));
            watch.signal("TERM");

            assertThat(watch.exitCode()).as(watch.output()).isEqualTo(ExitCode.OK);
            JsonMapper json = new JsonMapper();
            List<String> events = watch.output()
                    .lines()
                    .map(line -> json.readTree(line).get("event").stringValue())
                    .toList();
            assertThat(events).startsWith("scanned").filteredOn("ended"::equals).hasSize(2);
            // One for none, then one each time that an issue more is there: the same is not told at every poll.
            assertThat(events).filteredOn("scanned"::equals).hasSizeLessThanOrEqualTo(5);
        }
        assertThat(scene.look().pulls()).hasSize(2);
        assertThat(scene.look().issue(byHand).orElseThrow().labels()).containsExactly(Scene.ENABLED);
    }

    @Test
    void itRunsNothingThatWasWrittenBeforeItsTime() throws Exception {
        int old = posted("echo hello > out.txt");
        scene.configure("watch: {interval: 1s, since: 2100-01-01T00:00:00Z}\n");
        try (RunnerProcess watch = RunnerProcess.start(scene, List.of(), "watch")) {
            Until.holds(watch, () -> watch.output().contains("TOO_OLD"));
            watch.signal("INT");

            assertThat(watch.exitCode()).isEqualTo(ExitCode.OK);
        }
        assertThat(scene.look().comments(old)).isEmpty();
    }

    @Test
    void toldToEndItLetsTheRunningBriefEndAndBeginsNoOther() throws Exception {
        configure("1s");
        Path begun = scene.folder.resolve("begun");
        Path goOn = scene.folder.resolve("go-on");
        String script = "touch " + begun + "; for i in $(seq 200); do test -e " + goOn
                + " && break; sleep 0.1; done; sleep 1.2; echo hello > out.txt";
        List<Integer> both = List.of(posted(script), posted(script));
        try (RunnerProcess watch = RunnerProcess.start(scene, List.of(), "watch")) {
            Until.holds(watch, () -> Files.exists(begun));
            watch.signal("TERM");
            // Only once the signal is being followed: a process that is ending takes no other.
            Until.holds(watch, () -> isEnding(watch));
            Files.createFile(goOn);

            assertThat(watch.exitCode()).as(watch.output()).isEqualTo(ExitCode.OK);
        }
        assertThat(scene.look().pulls()).hasSize(1);
        assertThat(both).filteredOn(this::isDone).hasSize(1);
        assertThat(both)
                .filteredOn(issue -> scene.look().comments(issue).isEmpty())
                .hasSize(1);
    }

    @Test
    void toldToEndWhileTheForgeIsSilentItEndsAtOnce() throws Exception {
        configure("1s");
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        scene.forge
                .faults()
                .every(
                        request -> {
                            boolean matches = request.path().endsWith("/octo/app/issues");
                            if (matches) {
                                held.countDown();
                            }
                            return matches;
                        },
                        Fault.hold(goOn));
        try (RunnerProcess watch = RunnerProcess.start(scene, List.of(), "watch")) {
            held.await();
            long begin = System.nanoTime();
            watch.signal("TERM");

            assertThat(watch.exitCode()).as(watch.output()).isEqualTo(ExitCode.OK);
            // The forge's answer is waited for for half a minute.
            assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(20));
            assertThat(watch.output()).doesNotContain("the next poll is at");
        } finally {
            goOn.countDown();
        }
    }

    @Test
    void whatDoesNotEndWithinTheGraceTimeIsCancelled() throws Exception {
        configure("1s", "cancel");
        Path begun = scene.folder.resolve("begun");
        int issue = posted("touch " + begun + "; sleep 60; echo over > out.txt");
        try (RunnerProcess watch = RunnerProcess.start(scene, List.of(), "watch")) {
            Until.holds(watch, () -> Files.exists(begun));
            watch.signal("TERM");

            assertThat(watch.exitCode()).as(watch.output()).isEqualTo(ExitCode.INTERRUPTED);
        }
        assertThat(scene.statusComment(issue)).contains("state=FAILED").contains("ancelled");
        assertThat(scene.look().pulls()).isEmpty();
    }

    @Test
    void whatItLeavesRunningIsFinishedByTheNextStart() throws Exception {
        configure("1s", "detach");
        Path begun = scene.folder.resolve("begun");
        Path goOn = scene.folder.resolve("go-on");
        int issue = posted("echo ran >> " + begun + "; echo begun; until [[ -e " + goOn
                + " ]]; do sleep 0.1; done; echo hello > out.txt");
        try (RunnerProcess watch = RunnerProcess.start(scene, List.of(), "watch")) {
            Until.holds(watch, () -> Files.exists(begun));
            watch.signal("TERM");

            assertThat(watch.exitCode()).as(watch.output()).isEqualTo(ExitCode.OK);
        }
        assertThat(isDone(issue)).isFalse();
        Files.createFile(goOn);
        try (RunnerProcess watch = RunnerProcess.start(scene, List.of(), "watch")) {
            Until.holds(watch, () -> isDone(issue));
        }
        assertThat(begun).hasContent("ran");
        assertThat(scene.stepLog()).isEqualTo("begun\n");
        assertThat(scene.look().pulls()).hasSize(1);
    }

    @Test
    void anOutageOfTheForgeIsALineAndWaitedOut() throws Exception {
        configure("10s");
        scene.forge.faults().every(request -> true, Fault.answer(502, java.util.Map.of()));
        int issue = posted("echo hello > out.txt");
        try (RunnerProcess watch = RunnerProcess.start(scene, List.of(), "watch")) {
            Until.holds(watch, () -> watch.output().contains("the next poll is at"));
            scene.forge.faults().clear();
            Until.holds(watch, () -> isDone(issue));
            watch.signal("TERM");

            assertThat(watch.exitCode()).isEqualTo(ExitCode.OK);
            assertThat(watch.output()).doesNotContain("\tat ");
        }
    }

    @Test
    void whatOnlyTheOperatorCanMendEndsIt() throws Exception {
        configure("10s");
        Files.writeString(scene.folder.resolve("state"), "a file where the folder should be");

        assertThat(scene.run("watch").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void itAnswersADryRunAndHoldsTheBriefUntilSomebodyLetsItRun() throws Exception {
        configure("10s");
        int issue = posted("echo hello > out.txt");
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex dry-run");
        try (RunnerProcess watch = RunnerProcess.start(scene, List.of(), "watch")) {
            Until.holds(
                    watch,
                    () -> scene.look().comments(issue).stream()
                            .anyMatch(comment -> comment.body().contains("it would run")));
            assertThat(scene.look().refs("refs/codex/briefs/")).isEmpty();
            scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex retry");
            Until.holds(watch, () -> isDone(issue));
            watch.signal("TERM");
            assertThat(watch.exitCode()).as(watch.output()).isEqualTo(ExitCode.OK);
        }
    }

    @Test
    void aRunByHandBesideItHarmsNeitherRun() throws Exception {
        configure("10s");
        Path begun = scene.folder.resolve("begun");
        Path go = scene.folder.resolve("go");
        int ofService = posted("echo ran >> " + scene.folder.resolve("of-service") + "; touch " + begun
                + "; for n in {1..600}; do test -e " + go + " && break; sleep 0.1; done; echo hello > out.txt");
        Path another = scene.folder.resolve("another");
        scene.git("clone", "-q", scene.git("remote", "get-url", "origin"), another.toString());
        int byHand =
                scene.issue(scene.brief("echo ran >> " + scene.folder.resolve("by-hand") + "; echo hello > out.txt")
                        .replace("workdir: " + scene.clone, "workdir: " + another));
        try (RunnerProcess watch = RunnerProcess.start(scene, List.of(), "watch")) {
            Until.holds(watch, () -> Files.exists(begun));

            Scene.Ran ran = scene.run("run", "--execute");
            Scene.Ran recovered = scene.run("recover");

            assertThat(ran.out()).as(ran.err()).contains("octo/app#" + byHand + "  DONE (success)");
            assertThat(recovered.out()).contains("nothing to recover");
            assertThat(watch.output()).doesNotContain("DONE");
            Files.createFile(go);
            Until.holds(watch, () -> isDone(ofService));
            watch.signal("TERM");
            assertThat(watch.exitCode()).as(watch.output()).isEqualTo(ExitCode.OK);
        }
        assertThat(scene.look().pulls()).hasSize(2);
        assertThat(scene.folder.resolve("of-service")).hasContent("ran");
        assertThat(scene.folder.resolve("by-hand")).hasContent("ran");
        assertThat(scene.statusComments(ofService)).hasSize(1);
        assertThat(scene.statusComments(byHand)).hasSize(1);
    }

    private void configure(String grace) throws IOException {
        configure(grace, "finish");
    }

    private void configure(String grace, String stop) throws IOException {
        scene.configure("limits: {grace: " + grace + "}\n"
                + "watch: {interval: 1s, jitter: 50%, since: 2020-01-01T00:00:00Z, stop: " + stop + "}\n");
    }

    private int posted(String script) {
        return scene.forge.createIssue(Scene.REPOSITORY, "alice", "work", scene.brief(script), List.of("codex:auto"));
    }

    private boolean isDone(int issue) {
        return scene.look().issue(issue).orElseThrow().labels().contains("codex:done");
    }

    /** A JVM that is shutting down has a thread that waits for its hooks. */
    private static boolean isEnding(RunnerProcess process) throws Exception {
        try (var tasks = Files.list(Path.of("/proc", Long.toString(process.pid()), "task"))) {
            for (Path task : tasks.toList()) {
                if (Files.readString(task.resolve("comm")).startsWith("SIGTERM handler")) {
                    return true;
                }
            }
            return false;
        }
    }
}
