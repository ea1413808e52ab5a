package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code pause} and {@code resume}. */
@Timeout(120)
class PauseTest {

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
    void aPausedRepositoryBeginsNothingNewUntilItIsResumed() {
        int issue = scene.issue(scene.brief("echo hello > out.txt"));

        Scene.Ran pause = scene.run("pause", "--why", "release\n in progress");
        assertThat(pause.exitCode()).as(pause.err()).isEqualTo(ExitCode.OK);
        assertThat(pause.out()).contains("octo/app  paused");
        int writes = scene.writes().size();
        for (String[] words : new String[][] {{"run", "--dry-run"}, {"run", "--execute"}, {"status"}}) {
            Scene.Ran ran = scene.run(words);
            assertThat(ran.exitCode()).isEqualTo(ExitCode.OK);
            assertThat(ran.out() + ran.err())
                    .as(String.join(" ", words))
                    .contains("PAUSED")
                    .contains("paused by the operator of devbox: release in progress")
                    .contains("codex-runner resume --repo octo/app");
        }
        assertThat(scene.writes()).hasSize(writes);
        assertThat(scene.statusComments(issue)).isEmpty();

        assertThat(scene.run("resume").out()).contains("octo/app  resumed");
        assertThat(scene.look().refs("refs/codex/paused")).isEmpty();
        assertThat(scene.run("run", "--execute").out()).contains("DONE (success)");
    }

    @Test
    void theReasonIsPublishedWithoutASecret() {
        scene.issue(scene.brief("true"));

        scene.run("pause", "--why", "the key is " + Scene.SECRET);

        String tip = scene.look().refs("refs/codex/paused").get("refs/codex/paused");
        assertThat(scene.look().commit(tip).orElseThrow().message())
                .contains("the key is ***")
                .doesNotContain(Scene.SECRET);
        assertThat(scene.run("status").out()).contains("the key is ***");
    }

    @Test
    void aPauseThatBeginsWhileABriefRunsLetsItEnd() throws Exception {
        Path begun = scene.folder.resolve("begun");
        Path goOn = scene.folder.resolve("go-on");
        scene.issue(scene.brief("mkfifo " + goOn + "; touch " + begun + "; cat " + goOn + " > out.txt"));
        CompletableFuture<Scene.Ran> run = scene.begin("run", "--execute");
        Until.holds(run, () -> Files.exists(begun));

        scene.run("pause", "--why", "later");
        Files.writeString(goOn, "hello\n");

        assertThat(run.join().out()).contains("DONE (success)");
        scene.issue(scene.brief("echo again > out.txt"));
        assertThat(scene.run("run", "--execute").err()).contains("PAUSED");
    }

    @Test
    void aRetryAndAnInvalidBriefWaitToo() {
        int failed = scene.issue(scene.brief("exit 1"));
        scene.run("run", "--execute");
        scene.run("pause");
        scene.run("retry", "octo/app#" + failed);
        int invalid = scene.issue("```codex-brief\nexecutor: devbox\nouputs: []\n```\n");

        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(ran.out() + ran.err()).contains("PAUSED").doesNotContain("attempt 2");
        assertThat(scene.statusComments(invalid)).isEmpty();
    }

    @Test
    void nobodyIsAskedForApprovalsInAPausedRepository() throws IOException {
        Files.writeString(
                scene.configuration,
                Files.readString(scene.configuration).replace("{executor: local}", "{executor: local, approvals: 1}"));
        int issue = scene.issue(scene.brief("echo hello > out.txt"));
        scene.run("pause");

        assertThat(scene.run("run", "--execute").err()).contains("PAUSED");
        assertThat(scene.look().comments(issue)).isEmpty();
        scene.run("resume");
        scene.run("run", "--execute");
        assertThat(scene.look().comments(issue)).hasSize(1);
    }

    @Test
    void aRefThatNoRunnerWrotePausesToo() {
        scene.issue(scene.brief("echo hello > out.txt"));
        scene.git("push", "--quiet", scene.pushUrl("alice"), "refs/heads/main:refs/codex/paused");

        assertThat(scene.run("run", "--execute").err()).contains("PAUSED");
        assertThat(scene.run("resume").out()).contains("resumed");
        assertThat(scene.run("resume").out()).contains("was not paused");
        assertThat(scene.run("run", "--execute").out()).contains("DONE (success)");
    }

    @Test
    void aRepositoryThatIsNotConfiguredIsWrongUsage() {
        Scene.Ran ran = scene.run("pause", "--repo", "octo/other");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err()).contains("unknown repository octo/other");
    }
}
