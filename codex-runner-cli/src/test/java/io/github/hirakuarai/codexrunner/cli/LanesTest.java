package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.forge.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A service with two lanes, and what it lets others see of itself. */
@Timeout(120)
class LanesTest {

    private static final String LANES = "  second: {executor: local}\n";
    private static final String WATCH = "interval: 1s, jitter: 0%, since: 2020-01-01T00:00:00Z";

    @TempDir
    private Path folder;

    private Scene scene;
    private Path secondClone;

    @BeforeEach
    void setUp() throws Exception {
        scene = Scene.in(folder.toRealPath());
        secondClone = scene.folder.resolve("second");
        try (Git git = Git.cloneRepository()
                .setURI(scene.forge.cloneUrlPattern().replace("{owner}/{name}", Scene.REPOSITORY))
                .setDirectory(secondClone.toFile())
                .call()) {
            git.getRepository();
        }
    }

    @AfterEach
    void tearDown() {
        scene.close();
    }

    @Test
    void aLaneIsServedWhileAnotherWorksAndABriefWaitsForItsOwnLane() throws Exception {
        scene.configure(LANES + "limits: {grace: 20s}\nwatch: {" + WATCH + "}\n");
        Path begun = scene.folder.resolve("begun");
        Path written = scene.folder.resolve("written");
        Path ended = scene.folder.resolve("ended");
        int waiting = posted(scene.brief("touch " + begun + "; for i in $(seq 250); do test -e " + written
                + " && break; sleep 0.1; done; test -e " + written + " && touch " + ended + " && echo a > out.txt"));
        try (RunnerProcess watch = RunnerProcess.start(scene, List.of(), "watch")) {
            Until.holds(watch, () -> Files.exists(begun));
            int next = posted(scene.brief("test -e " + ended + " && echo b > out.txt"));
            int other = posted(inSecondLane(scene.brief("touch " + written + "; echo c > out.txt")));

            Until.holds(watch, () -> isOver(waiting) && isOver(next) && isOver(other));
            watch.signal("TERM");
            assertThat(watch.exitCode()).as(watch.output()).isEqualTo(ExitCode.OK);
            assertThat(List.of(waiting, next, other)).as(watch.output()).allMatch(this::isDone);
        }
        assertThat(scene.look().pulls()).hasSize(3);
    }

    @Test
    void aBriefThatAPollFindsWhileItsWorkdirIsBusyNeedsNoOtherPoll() throws Exception {
        int port = freePort();
        scene.configure("limits: {grace: 20s}\nwatch: {" + WATCH + ", metricsPort: " + port + "}\n");
        Path begun = scene.folder.resolve("begun");
        Path goOn = scene.folder.resolve("go-on");
        CountDownLatch polling = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        posted(scene.brief("touch " + begun + "; for i in $(seq 600); do test -e " + goOn
                + " && break; sleep 0.1; done; echo a > out.txt"));
        try (RunnerProcess watch = RunnerProcess.start(scene, List.of(), "watch")) {
            Until.holds(watch, () -> Files.exists(begun));
            int next = posted(scene.brief("echo b > out.txt"));
            Until.holds(watch, () -> metrics(port).contains("codex_runner_queue 1.0"));
            assertThat(metrics(port)).contains("codex_runner_claims_lost_total 0.0");
            assertThat(watch.output()).contains("WORKDIR_BUSY").doesNotContain("CLAIMED_ELSEWHERE");
            // From now on no poll comes to its end.
            scene.forge
                    .faults()
                    .every(
                            request -> {
                                boolean list = request.path().endsWith("/octo/app/issues");
                                if (list) {
                                    polling.countDown();
                                }
                                return list;
                            },
                            Fault.hold(answer));
            polling.await();
            String polls = polls(port);
            Files.createFile(goOn);

            Until.holds(watch, () -> isDone(next));
            assertThat(polls(port)).isEqualTo(polls);
            answer.countDown();
            watch.signal("TERM");
            assertThat(watch.exitCode()).as(watch.output()).isEqualTo(ExitCode.OK);
        } finally {
            answer.countDown();
        }
    }

    private static String polls(int port) throws Exception {
        return metrics(port)
                .lines()
                .filter(line -> line.startsWith("codex_runner_poll_seconds_count "))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aLaneRunsAsManyBriefsAtOnceAsItMay() throws Exception {
        scene.configure("  many: {executor: local, workspace: isolated, maxRuns: 2}\n" + "watch: {" + WATCH + "}\n");
        Path first = scene.folder.resolve("first");
        Path second = scene.folder.resolve("second-begun");
        String wait = "; for i in $(seq 300); do test -e %s && break; sleep 0.1; done; test -e %s && echo a > out.txt";
        List<Integer> both = List.of(
                posted(inManyLane(scene.brief("touch " + first + wait.formatted(second, second)))),
                posted(inManyLane(scene.brief("touch " + second + wait.formatted(first, first)))));

        try (RunnerProcess watch = RunnerProcess.start(scene, List.of(), "watch")) {
            Until.holds(watch, () -> both.stream().allMatch(this::isOver));
            watch.signal("TERM");
            assertThat(watch.exitCode()).as(watch.output()).isEqualTo(ExitCode.OK);
        }
        assertThat(both)
                .as(scene.statusComment(both.get(0)) + scene.statusComment(both.get(1)))
                .allMatch(this::isDone);
    }

    @Test
    void aLaneThatRunsSeveralBriefsMakesPlaceForAMoreImportantOneOfAnotherLane() throws Exception {
        scene.configure(
                "  many: {executor: local, workspace: isolated, maxRuns: 2}\nwatch: {lanes: 1, " + WATCH + "}\n");
        Path order = Files.createFile(scene.folder.resolve("order"));
        for (int n = 1; n <= 4; n++) {
            posted(scene.brief("echo many >> " + order + "; until [[ -e " + scene.folder.resolve("go-on")
                            + " ]]; do sleep 0.1; done")
                    .replace("executor: devbox", "executor: many")
                    .replace("steps:\n", "priority: low\nsteps:\n"));
        }
        try (RunnerProcess watch = RunnerProcess.start(scene, List.of(), "watch")) {
            Until.holds(watch, () -> Files.readAllLines(order).size() == 2);
            int urgent =
                    posted(scene.brief("echo urgent >> " + order).replace("steps:\n", "priority: urgent\nsteps:\n"));
            Until.holds(watch, () -> watch.output().contains("octo/app#" + urgent + " "));
            Files.createFile(scene.folder.resolve("go-on"));

            Until.holds(watch, () -> Files.readAllLines(order).size() == 5);
        }
        assertThat(Files.readAllLines(order)).startsWith("many", "many", "urgent");
    }

    @Test
    void withOneLaneAtOnceTheOtherWaits() throws Exception {
        scene.configure(LANES + "watch: {lanes: 1, " + WATCH + "}\n");
        Path ended = scene.folder.resolve("ended");
        int second = posted(inSecondLane(scene.brief("test -e " + ended + " && echo c > out.txt")));
        int first = scene.forge.createIssue(
                Scene.REPOSITORY,
                "alice",
                "work",
                scene.brief("sleep 1; touch " + ended + "; echo a > out.txt")
                        .replace("executor: devbox\n", "executor: devbox\npriority: high\n"),
                List.of("codex:auto"));
        try (RunnerProcess watch = RunnerProcess.start(scene, List.of(), "watch")) {
            Until.holds(watch, () -> isOver(first) && isOver(second));
            watch.signal("TERM");
            assertThat(watch.exitCode()).as(watch.output()).isEqualTo(ExitCode.OK);
        }
        assertThat(List.of(first, second)).allMatch(this::isDone);
    }

    @Test
    void othersSeeThatItLivesAndWhatItDid() throws Exception {
        int port = freePort();
        scene.configure(LANES + "watch: {" + WATCH + ", healthFile: health.json, metricsPort: " + port + "}\n");
        int issue = posted(scene.brief("echo a > out.txt"));
        try (RunnerProcess watch = RunnerProcess.start(scene, List.of(), "watch")) {
            Until.holds(watch, () -> isDone(issue));
            Until.holds(watch, () -> metrics(port).contains("codex_runner_briefs{state=\"done\"} 1.0"));

            assertThat(metrics(port))
                    .contains("codex_runner_runs_total{result=\"success\"} 1.0")
                    .contains("codex_runner_step_seconds_count{lane=\"devbox\",succeeded=\"true\"} 1")
                    .contains("codex_runner_claims_lost_total 0.0")
                    .contains("codex_runner_queue 0.0")
                    .contains("codex_runner_queue_age_seconds 0.0")
                    .containsPattern("codex_runner_poll_requests_count [1-9]")
                    .containsPattern("codex_runner_api_quota_left [0-9]");
            JsonNode health = new JsonMapper().readTree(Files.readString(scene.folder.resolve("health.json")));
            assertThat(health.get("healthy").booleanValue()).isTrue();
            assertThat(health.get("nextPollAt").stringValue())
                    .isGreaterThan(health.get("polledAt").stringValue());

            scene.forge.faults().every(request -> true, Fault.answer(502, Map.of()));
            Until.holds(
                    watch,
                    () -> Files.readString(scene.folder.resolve("health.json")).contains("\"healthy\":false"));
            watch.signal("TERM");
            assertThat(watch.exitCode()).as(watch.output()).isEqualTo(ExitCode.OK);
        }
    }

    private int posted(String document) {
        return scene.forge.createIssue(Scene.REPOSITORY, "alice", "work", document, List.of("codex:auto"));
    }

    private String inSecondLane(String document) {
        return document.replace("executor: devbox\n", "executor: second\n")
                .replace("workdir: " + scene.clone + "\n", "workdir: " + secondClone + "\n");
    }

    private static String inManyLane(String document) {
        return document.replace("executor: devbox\n", "executor: many\n");
    }

    private boolean isDone(int issue) {
        return scene.look().issue(issue).orElseThrow().labels().contains("codex:done");
    }

    private boolean isOver(int issue) {
        return isDone(issue) || scene.look().issue(issue).orElseThrow().labels().contains("codex:failed");
    }

    private static String metrics(int port) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
