package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.forge.Fault;
import io.github.hirakuarai.codexrunner.forge.RepositoryView.CommentView;
import io.github.hirakuarai.codexrunner.model.Permission;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Approvals where several processes run at once, and where a service polls. */
@Timeout(180)
class ApprovalsAmongRunnersTest {

    private static final int RUNNERS = 4;

    @TempDir
    private Path folder;

    private Scene scene;

    @BeforeEach
    void setUp() throws IOException {
        scene = Scene.in(folder.toRealPath());
        scene.forge.createUser("bob", false);
        scene.forge.setPermission(Scene.REPOSITORY, "bob", Permission.WRITE);
        scene.configure("watch: {interval: 1s, since: 2020-01-01T00:00:00Z}\n");
        Files.writeString(
                scene.configuration,
                Files.readString(scene.configuration)
                        .replace("{executor: local}", "{executor: local, workspace: isolated, approvals: 1}"));
    }

    @AfterEach
    void tearDown() {
        scene.close();
    }

    @Test
    void manyProcessesAskOnceAndRunWhatIsApprovedOnce() throws Exception {
        Path counter = scene.folder.resolve("counter");
        int issue = scene.issue(scene.brief("echo ran >> " + counter + "; echo hello > out.txt"));

        everyMachineRuns();

        assertThat(requests(issue)).hasSize(1);
        assertThat(counter).doesNotExist();
        approve(issue);
        everyMachineRuns();

        assertThat(counter).hasContent("ran");
        assertThat(scene.look().pulls()).hasSize(1);
        assertThat(requests(issue)).hasSize(1);
    }

    @Test
    void whenAnotherRunnerAsksBetweenAnyTwoRequestsOfOneThereIsOneComment() throws Exception {
        String first = RaceTest.machine(scene, 0).toString();
        String other = RaceTest.machine(scene, 1).toString();
        int undisturbed = scene.issue(scene.brief("echo 0 > out.txt"));
        int before = scene.forge.requests().size();
        scene.run("run", "--execute", "--config", first);
        int requests = scene.forge.requests().size() - before;
        assertThat(requests(undisturbed)).hasSize(1);
        assertThat(requests).isGreaterThan(8);
        scene.forge.as("alice").close(Scene.REPOSITORY, undisturbed);

        // The first half only finds the brief.
        for (int request = requests / 2; request <= requests; request++) {
            int issue = scene.issue(scene.brief("echo " + request + " > out.txt"));
            scene.forge.faults().nth(request, incoming -> true, Fault.altered(answer -> {
                scene.run("run", "--execute", "--config", other);
                return answer;
            }));

            Scene.Ran ran = scene.run("run", "--execute", "--config", first);

            scene.forge.faults().clear();
            assertThat(requests(issue))
                    .as("another asked after request " + request + ": " + ran)
                    .hasSize(1);
            scene.forge.as("alice").close(Scene.REPOSITORY, issue);
        }
    }

    @Test
    void aServiceBeginsAnApprovedBriefOnlyWhenThePauseIsOver() throws Exception {
        Path begun = scene.folder.resolve("begun");
        int issue = scene.forge.createIssue(
                Scene.REPOSITORY,
                "alice",
                "work",
                scene.brief("touch " + begun + "; echo hello > out.txt"),
                List.of("codex:auto"));
        try (RunnerProcess watch = RunnerProcess.start(scene, List.of(), "watch")) {
            Until.holds(watch, () -> !requests(issue).isEmpty());
            scene.run("pause", "--why", "release day");
            approve(issue);
            Until.holds(watch, () -> watch.output().contains("PAUSED"));
            assertThat(begun).doesNotExist();

            scene.run("resume");
            Until.holds(
                    watch,
                    () -> scene.look().issue(issue).orElseThrow().labels().contains("codex:done"));
        }
        assertThat(requests(issue)).hasSize(1);
        assertThat(scene.look().pulls()).hasSize(1);
    }

    private void everyMachineRuns() throws Exception {
        List<RunnerProcess> runners = new ArrayList<>();
        for (int n = 0; n < RUNNERS; n++) {
            runners.add(RunnerProcess.start(
                    scene,
                    List.of(),
                    "run",
                    "--execute",
                    "--config",
                    RaceTest.machine(scene, n).toString()));
        }
        for (RunnerProcess runner : runners) {
            // A brief that waits for approvals, or that another runner has claimed, is no failure.
            assertThat(runner.exitCode()).as(runner.output()).isZero();
        }
    }

    private void approve(int issue) {
        String line = requests(issue)
                .get(0)
                .body()
                .lines()
                .filter(text -> text.strip().startsWith("/codex approve "))
                .findFirst()
                .orElseThrow();
        scene.forge.as("bob").comment(Scene.REPOSITORY, issue, line.strip());
    }

    private List<CommentView> requests(int issue) {
        return scene.look().comments(issue).stream()
                .filter(comment -> comment.author().equals("runner"))
                .filter(comment -> comment.body().contains(" command=approval/"))
                .toList();
    }
}
