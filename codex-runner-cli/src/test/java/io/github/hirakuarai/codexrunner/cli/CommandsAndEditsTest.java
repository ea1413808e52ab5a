package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a command means for a text that was edited before or after it. */
@Timeout(120)
class CommandsAndEditsTest {

    @TempDir
    private Path folder;

    private Scene scene;
    private Path ran;

    @BeforeEach
    void setUp() throws IOException {
        scene = Scene.in(folder.toRealPath());
        ran = scene.folder.resolve("ran");
    }

    @AfterEach
    void tearDown() {
        scene.close();
    }

    @Test
    void aRetryInTheSecondOfTheLastEditDoesNotCountAndALaterOneDoes() {
        int issue = scene.issue(scene.brief("exit 1"));
        scene.run("run", "--execute");
        long second;
        do {
            scene.nextSecond();
            second = Instant.now().getEpochSecond();
            scene.forge.as("alice").editIssue(Scene.REPOSITORY, issue, scene.brief("echo " + second + " > out.txt"));
            scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex retry");
        } while (Instant.now().getEpochSecond() != second);

        assertThat(scene.run("run", "--execute").err()).contains("EDITED_AFTER_RUN");

        scene.nextSecond();
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex retry");
        assertThat(scene.run("run", "--execute").out()).contains("DONE (success)");
    }

    @Test
    void anEditUndoesNoCancelThatWasGivenBeforeTheBriefBegan() {
        int issue = scene.issue(scene.brief("echo 1 >> " + ran));
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex cancel");
        scene.nextSecond();
        scene.forge.as("alice").editIssue(Scene.REPOSITORY, issue, scene.brief("echo 2 >> " + ran));

        assertThat(scene.run("run", "--execute").out()).contains("FAILED (cancelled)");

        scene.forge.as("alice").editIssue(Scene.REPOSITORY, issue, scene.brief("echo 3 >> " + ran));
        assertThat(scene.run("run", "--execute").err()).contains("EDITED_AFTER_RUN");
        assertThat(ran).doesNotExist();
    }

    @Test
    void anEditThatMakesABriefValidUndoesNoCancel() {
        String valid = scene.brief("echo ok > out.txt; echo ran >> " + ran);
        int issue = scene.issue(valid.replace("steps:", "stepz:"));
        scene.run("run", "--execute");
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex cancel");
        scene.run("run", "--execute");
        scene.nextSecond();
        scene.forge.as("alice").editIssue(Scene.REPOSITORY, issue, valid);

        assertThat(scene.run("run", "--execute").out()).contains("FAILED (cancelled)");
        assertThat(ran).doesNotExist();

        scene.nextSecond();
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex retry");
        assertThat(scene.run("run", "--execute").out()).contains("DONE (success)");
    }

    @Test
    void anEditReleasesNoBriefThatIsHeldByADryRun() {
        int issue = scene.issue(scene.brief("echo 1 >> " + ran));
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex dry-run");
        scene.run("run", "--execute");
        scene.nextSecond();
        scene.forge.as("alice").editIssue(Scene.REPOSITORY, issue, scene.brief("echo ok > out.txt; echo 2 >> " + ran));

        assertThat(scene.run("run", "--execute").err()).contains("DRY_RUN_REQUESTED");
        assertThat(ran).doesNotExist();

        scene.nextSecond();
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex retry");
        assertThat(scene.run("run", "--execute").out()).contains("DONE (success)");
        assertThat(ran).hasContent("2");
    }
}
