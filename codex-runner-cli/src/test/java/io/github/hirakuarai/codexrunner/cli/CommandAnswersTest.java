package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.forge.Fault;
import io.github.hirakuarai.codexrunner.forge.RecordedRequest;
import io.github.hirakuarai.codexrunner.forge.RepositoryView;
import io.github.hirakuarai.codexrunner.spi.Marker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users are told of commands that run nothing. */
@Timeout(120)
class CommandAnswersTest {

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
    void theLabelNewOnADoneIssueIsAnsweredOnceTakenOffAndSpent() {
        int issue = scene.issue(scene.brief("date +%N > out.txt"));
        scene.run("run", "--execute");
        scene.forge.as("alice").addLabel(Scene.REPOSITORY, issue, "codex:new");

        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.OK);
        assertThat(answers(issue))
                .singleElement()
                .satisfies(answer -> assertThat(answer)
                        .contains("There is nothing to retry: `octo/app#" + issue + "` is done")
                        .hasLineCount(2));
        assertThat(scene.look().issue(issue).orElseThrow().labels())
                .contains("codex:done")
                .doesNotContain("codex:new");
        assertAnsweredOnce(issue);

        scene.forge.as("alice").editIssue(Scene.REPOSITORY, issue, scene.brief("date > out.txt"));
        Scene.Ran later = scene.run("run", "--execute");
        assertThat(later.out()).isEmpty();
        assertThat(later.err()).contains("EDITED_AFTER_RUN");
        assertThat(answers(issue)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "/codex retry, There is nothing to retry",
        "/codex cancel, There is nothing to cancel",
        "/codex dry-run, A dry run would show nothing",
        "/codex retry octo/app#999, There is no brief `octo/app#999` in this issue"
    })
    void aCommandThatFindsNothingToDoIsAnsweredOnce(String command, String answer) {
        int issue = scene.issue(scene.brief("echo ok > out.txt"));
        scene.run("run", "--execute");
        scene.forge.as("mallory").comment(Scene.REPOSITORY, issue, command);
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, command);

        scene.run("run", "--execute");

        assertThat(answers(issue))
                .as("one for alice, none for a stranger")
                .singleElement()
                .satisfies(text -> assertThat(text).contains(answer));
        assertThat(reactions(issue, command)).containsExactly("mallory []", "alice [eyes]");
        assertAnsweredOnce(issue);
    }

    @Test
    void whatIsAnsweredIsInTheReadersLanguage() throws IOException {
        scene.configure("");
        Files.writeString(
                scene.configuration,
                Files.readString(scene.configuration).replace("{id: devbox,", "{id: devbox, locale: ja,"));
        int issue = scene.issue(scene.brief("echo ok > out.txt"));
        scene.run("run", "--execute");
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex retry\n\n/codex status");

        scene.run("run", "--execute");

        assertThat(answers(issue))
                .hasSize(2)
                .anySatisfy(answer -> assertThat(answer).contains("再実行するものはありません"))
                .anySatisfy(answer ->
                        assertThat(answer).contains("この issue の brief").contains("完了"));
    }

    @Test
    void anAnsweredRetryStandsForNoLaterTextEvenWhereTheForgeTellsNoTimeOfTheEdit() {
        scene.forge.faults().every(incoming -> incoming.path().endsWith("/graphql"), Fault.answer(404, Map.of()));
        int issue = scene.issue(scene.brief("date +%N > out.txt"));
        scene.run("run", "--execute");
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex retry");
        scene.run("run", "--execute");
        assertThat(answers(issue)).hasSize(1);

        scene.forge.as("alice").editIssue(Scene.REPOSITORY, issue, scene.brief("date > out.txt"));

        assertThat(scene.run("run", "--execute").err()).contains("EDITED_AFTER_RUN");
    }

    @Test
    void statusIsAnsweredOnceWithEachBriefItsStateAndWhatHoldsIt() throws IOException {
        int issue = scene.issue(scene.brief("echo ok > out.txt"));
        scene.run("run", "--execute");
        long held = scene.forge.as("alice").comment(Scene.REPOSITORY, issue, scene.brief("echo two > out.txt"));
        long unknown = scene.forge
                .as("alice")
                .comment(
                        Scene.REPOSITORY,
                        issue,
                        scene.brief("echo three > out.txt").replace("executor: devbox", "executor: devbax"));
        Files.writeString(scene.clone.resolve("unsaved.txt"), "a person's work");
        scene.forge.as("mallory").comment(Scene.REPOSITORY, issue, "/codex status");
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex status");

        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.OK);
        String id = "octo/app#" + issue;
        assertThat(answers(issue))
                .as("one for alice, none for a stranger")
                .singleElement()
                .satisfies(answer -> assertThat(answer)
                        .contains("Briefs of this issue")
                        .contains("`" + id + "`: **Done**")
                        .contains("`" + id + "-c" + held + "`: **New**, held")
                        .contains("WORKDIR_DIRTY")
                        .contains("`" + id + "-c" + unknown + "`: **New**, held")
                        .contains("LANE_NOT_SERVED")
                        .contains("devbax"));
        assertThat(reactions(issue, "/codex status")).containsExactly("mallory []", "alice [eyes]");
        assertAnsweredOnce(issue);
    }

    @Test
    void statusOfAFailedBriefSaysWhyAndWhatNext() {
        int issue = scene.issue(scene.brief("exit 3"));
        scene.run("run", "--execute");
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex status");
        scene.run("run", "--execute");

        assertThat(answers(issue))
                .singleElement()
                .satisfies(answer -> assertThat(answer)
                        .contains("**Failed**", "`STEP_FAILED` step 1 (work) failed: exit 3")
                        .contains("**Next:** fix the cause, then comment `/codex retry octo/app#" + issue + "`")
                        .containsPattern("\\[Status comment\\]\\(#issuecomment-[0-9]+\\)"));
    }

    @ParameterizedTest
    @CsvSource({
        "/codex status, Briefs of this issue",
        "/codex retry, There is no brief in this issue",
        "/codex cancel octo/app#77, There is no brief `octo/app#77` in this issue"
    })
    void aCommandOnAnIssueWithoutBriefsIsAnsweredOnce(String command, String answer) {
        int issue = scene.issue("see below");
        scene.forge.as("mallory").comment(Scene.REPOSITORY, issue, command);
        scene.run("run", "--execute");
        assertThat(answers(issue)).isEmpty();
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, command);

        scene.run("run", "--execute");

        assertThat(answers(issue))
                .singleElement()
                .satisfies(text -> assertThat(text).contains(answer));
        assertThat(reactions(issue, command)).containsExactly("mallory []", "alice [eyes]");
        assertAnsweredOnce(issue);
    }

    @Test
    void theLabelNewOnAnIssueWithoutBriefsIsAnsweredAndRemoved() {
        int issue = scene.issue("see below");
        scene.forge.as("alice").addLabel(Scene.REPOSITORY, issue, "codex:new");

        scene.run("run", "--execute");

        assertThat(answers(issue))
                .singleElement()
                .satisfies(text -> assertThat(text).contains("There is no brief in this issue"));
        assertThat(scene.look().issue(issue).orElseThrow().labels()).containsExactly(Scene.ENABLED);
    }

    @Test
    void aTickAtNewOfABriefThatIsDoneIsAnsweredAndTakenAway() throws IOException {
        scene.configure("state: {store: checkboxes}\n");
        int issue = scene.issue(scene.brief("echo ok > out.txt"));
        scene.run("run", "--execute");
        RepositoryView.CommentView status = scene.look().comments(issue).get(0);
        scene.nextSecond();
        scene.forge
                .as("alice")
                .editComment(Scene.REPOSITORY, status.id(), status.body().replace("[ ] codex: new", "[x] codex: new"));

        scene.run("run", "--execute");

        assertThat(answers(issue))
                .singleElement()
                .satisfies(answer -> assertThat(answer).contains("There is nothing to retry"));
        assertThat(scene.statusComment(issue)).contains("[ ] codex: new", "[x] codex: done");
        assertAnsweredOnce(issue);
    }

    @Test
    void statusSaysOfABriefWhatTheRunWouldDecide() {
        int issue = scene.issue("see below");
        long comment = scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "wait");
        scene.forge.as("mallory").editComment(Scene.REPOSITORY, comment, scene.brief("echo ok > out.txt"));
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex status");

        scene.run("run", "--execute");

        assertThat(answers(issue))
                .singleElement()
                .satisfies(answer -> assertThat(answer).contains("EDITOR_NOT_PERMITTED"));
    }

    @Test
    void aDryRunSaysOfABriefWhatTheRunWouldDecide() {
        int issue = scene.issue("see below");
        long comment = scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "wait");
        scene.forge.as("mallory").editComment(Scene.REPOSITORY, comment, scene.brief("echo ok > out.txt"));
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex dry-run");

        scene.run("run", "--execute");

        assertThat(answers(issue))
                .singleElement()
                .satisfies(answer ->
                        assertThat(answer).contains("EDITOR_NOT_PERMITTED").doesNotContain("echo ok"));
        assertAnsweredOnce(issue);
    }

    /** A command that acts, and one that only asks. */
    @ParameterizedTest
    @ValueSource(strings = {"/codex retry", "/codex status"})
    void nothingIsAnsweredOnAnIssueThatIsNotEnabled(String command) {
        int issue = scene.issue(scene.brief("echo ok > out.txt"));
        scene.run("run", "--execute");
        scene.forge.as("alice").removeLabel(Scene.REPOSITORY, issue, Scene.ENABLED);
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, command);
        int writes = scene.writes().size();

        scene.run("run", "--execute");

        assertThat(scene.writes()).hasSize(writes);
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(strings = {"/codex cancel", "/codex dry-run"})
    void norAreOtherCommands(String command) {
        nothingIsAnsweredOnAnIssueThatIsNotEnabled(command);
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(strings = {"/codex retry", "/codex dry-run"})
    void soAreOtherCommands(String command) throws IOException {
        aCommandIsAcknowledgedWithinOnePollWhileItsBriefIsHeld(command);
    }

    /** Of the commands the one that is answered most simply. */
    @ParameterizedTest
    @ValueSource(strings = "/codex status")
    void aCommandIsAcknowledgedWithinOnePollWhileItsBriefIsHeld(String command) throws IOException {
        int issue = scene.issue(scene.brief("exit 1"));
        scene.run("run", "--execute");
        Files.writeString(scene.clone.resolve("unsaved.txt"), "a person's work");
        scene.forge.as("mallory").comment(Scene.REPOSITORY, issue, command);
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, command);

        scene.run("run", "--execute");
        assertThat(reactions(issue, command)).containsExactly("mallory []", "alice [eyes]");
        scene.run("run", "--execute");
        scene.run("run", "--execute");

        assertThat(scene.writes().stream().map(RecordedRequest::path).filter(path -> path.endsWith("/reactions")))
                .as("one request")
                .hasSize(1);
    }

    @Test
    void theCommandOfTheOlderToolIsPassedOverInSilence() {
        int issue = scene.issue(scene.brief("exit 1"));
        scene.run("run", "--execute");
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex run");
        int writes = scene.writes().size();

        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(ran.err()).doesNotContain("attempt 2");
        assertThat(scene.writes()).hasSize(writes);
    }

    private void assertAnsweredOnce(int issue) {
        int writes = scene.writes().size();
        int answers = answers(issue).size();
        scene.run("run", "--execute");
        assertThat(scene.writes()).hasSize(writes);
        assertThat(answers(issue)).hasSize(answers);
    }

    private List<String> answers(int issue) {
        return scene.look().comments(issue).stream()
                .map(RepositoryView.CommentView::body)
                .filter(body -> Marker.read(body)
                        .filter(Marker.Answer.class::isInstance)
                        .isPresent())
                .toList();
    }

    private List<String> reactions(int issue, String command) {
        return scene.look().comments(issue).stream()
                .filter(comment -> comment.body().equals(command))
                .map(comment -> comment.author() + " " + comment.reactions())
                .toList();
    }
}
