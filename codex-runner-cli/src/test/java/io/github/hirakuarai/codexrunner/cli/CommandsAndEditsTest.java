package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.forge.Ability;
import io.github.hirakuarai.codexrunner.forge.RepositoryView;
import io.github.hirakuarai.codexrunner.spi.Marker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** Of a comment, a forge without GraphQL tells when it was updated. */
    @ParameterizedTest
    @ValueSource(strings = {"codex:new", "/codex retry"})
    void whereTheForgeTellsNoEditARetryOlderThanTheCommentDoesNotCountEither(String command) {
        scene.forge.lack(Ability.GRAPHQL);
        int issue = scene.issue("see below");
        long comment = scene.forge.as("alice").comment(Scene.REPOSITORY, issue, scene.brief("exit 1"));
        scene.run("run", "--execute");
        scene.nextSecond();
        command(issue, command);
        scene.nextSecond();
        scene.forge
                .as("alice")
                .editComment(Scene.REPOSITORY, comment, scene.brief("touch " + ran + "; echo new > out.txt"));

        scene.run("run", "--execute");
        int writes = scene.writes().size();
        scene.run("run", "--execute");

        assertThat(ran).doesNotExist();
        assertThat(scene.writes()).hasSize(writes);
        scene.nextSecond();
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex retry");
        scene.run("run", "--execute");
        assertThat(ran).exists();
    }

    /** However it is asked for, and whatever became of the text before. */
    @ParameterizedTest
    @CsvSource({"codex:new, exit 1", "/codex retry, echo ok > out.txt"})
    void aRetryThatIsOlderThanTheTextIsAnsweredOnceAndSpent(String command, String script) {
        requireAnsweredOnceAndSpent(command, script);
    }

    @ParameterizedTest
    @CsvSource({"codex:new, echo ok > out.txt", "/codex retry, exit 1"})
    @Tag("slow")
    void soIsTheOtherWayAfterTheOtherEnd(String command, String script) {
        requireAnsweredOnceAndSpent(command, script);
    }

    private void requireAnsweredOnceAndSpent(String command, String script) {
        int issue = scene.issue(scene.brief(script));
        scene.run("run", "--execute");
        scene.nextSecond();
        command(issue, command);
        scene.nextSecond();
        scene.forge.as("alice").editIssue(Scene.REPOSITORY, issue, scene.brief("echo new > out.txt"));

        List<String> told = List.of(
                scene.run("run").out(),
                scene.run("status").out(),
                scene.run("run", "--execute").err());

        assertThat(told)
                .allSatisfy(text -> assertThat(text)
                        .contains("EDITED_AFTER_RUN")
                        .contains("octo/app#" + issue)
                        .doesNotContain("would run  "));
        assertThat(answers(issue))
                .singleElement()
                .satisfies(answer -> assertThat(answer)
                        .contains("`octo/app#" + issue + "`")
                        .contains("was changed after")
                        .contains("/codex retry"));
        assertThat(scene.look().issue(issue).orElseThrow().labels()).doesNotContain("codex:new");
        int writes = scene.writes().size();
        assertThat(scene.run("run", "--execute").err()).contains("EDITED_AFTER_RUN");
        assertThat(scene.writes()).hasSize(writes);

        scene.nextSecond();
        command(issue, command);
        assertThat(scene.run("run", "--execute").out()).contains("DONE (success)");
        assertThat(scene.look().issue(issue).orElseThrow().labels()).doesNotContain("codex:new");
    }

    /** An edit beside the brief is one of its document: who asked has not seen what stands there now. */
    @Test
    void aRetryThatIsOlderThanAnEditBesideTheBriefIsAnsweredTooAndTheBriefStaysFailed() {
        int issue = scene.issue(scene.brief("exit 1"));
        scene.run("run", "--execute");
        scene.nextSecond();
        command(issue, "codex:new");
        scene.nextSecond();
        scene.forge.as("alice").editIssue(Scene.REPOSITORY, issue, "Really. " + scene.brief("exit 1"));

        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(ran.err()).doesNotContain("attempt 2");
        assertThat(answers(issue))
                .singleElement()
                .satisfies(answer -> assertThat(answer).contains("was changed after"));
        assertThat(scene.look().issue(issue).orElseThrow().labels()).doesNotContain("codex:new");
    }

    @Test
    void aRetryThatIsOlderThanOneTextRunsTheOthersOfItsIssue() throws IOException {
        int issue = scene.issue(scene.brief("exit 1"));
        long comment = scene.forge
                .as("alice")
                .comment(Scene.REPOSITORY, issue, scene.brief("test -e " + ran + " && echo 1 > out.txt"));
        scene.run("run", "--execute");
        scene.nextSecond();
        command(issue, "codex:new");
        scene.nextSecond();
        scene.forge.as("alice").editIssue(Scene.REPOSITORY, issue, scene.brief("echo new > out.txt"));
        Files.createFile(ran);

        Scene.Ran again = scene.run("run", "--execute");

        assertThat(again.err()).contains("EDITED_AFTER_RUN");
        assertThat(again.out()).contains("octo/app#" + issue + "-c" + comment + "  DONE (success)");
        assertThat(scene.look().issue(issue).orElseThrow().labels()).doesNotContain("codex:new");
    }

    private void command(int issue, String command) {
        if (command.startsWith("/")) {
            scene.forge.as("alice").comment(Scene.REPOSITORY, issue, command);
        } else {
            scene.forge.as("alice").addLabel(Scene.REPOSITORY, issue, command);
        }
    }

    private List<String> answers(int issue) {
        return scene.look().comments(issue).stream()
                .map(RepositoryView.CommentView::body)
                .filter(body -> Marker.read(body)
                        .filter(Marker.Answer.class::isInstance)
                        .isPresent())
                .toList();
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
