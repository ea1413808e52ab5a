package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.forge.RepositoryView;
import io.github.hirakuarai.codexrunner.model.Permission;
import io.github.hirakuarai.codexrunner.spi.Marker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people command by comments and labels, and what comes of it. */
@Timeout(120)
class CommandsTest {

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
    void noAttemptBeginsBehindTheDeadlineWhoeverAsksForIt() {
        int issue = scene.issue(scene.brief("echo ok > out.txt")
                .replace("executor: devbox\n", "executor: devbox\ndeadline: 2020-01-01\n"));
        scene.run("run", "--execute");
        assertThat(scene.statusComment(issue)).contains("state=FAILED").contains("EXPIRED");

        scene.nextSecond();
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex retry");
        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(ran.out()).contains("EXPIRED").doesNotContain("DONE");
        assertThat(scene.run("run", "--execute").out()).as("it is spent").doesNotContain("EXPIRED");
    }

    @Test
    void aCommentCommandsOneMoreAttemptOfAFailedBrief() throws Exception {
        Path fixed = scene.folder.resolve("fixed");
        int issue = scene.issue(scene.brief("test -e " + fixed + " && echo ok > out.txt"));
        scene.run("run", "--execute");
        assertThat(scene.statusComment(issue)).contains("state=FAILED");
        Files.createFile(fixed);

        scene.forge.as("mallory").comment(Scene.REPOSITORY, issue, "/codex retry");
        int writes = scene.writes().size();
        scene.run("run", "--execute");
        assertThat(scene.writes()).as("a stranger commands nothing").hasSize(writes);

        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex retry");
        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(ran.out()).contains("DONE (success)");
        assertThat(ran.err()).contains("attempt 2");
        assertThat(scene.statusComment(issue)).contains("state=DONE");
        assertThat(scene.look().pulls()).hasSize(1);
        assertThat(scene.look().comments(issue))
                .filteredOn(comment -> comment.body().equals("/codex retry"))
                .extracting(comment -> comment.author() + " " + comment.reactions())
                .containsExactly("mallory []", "alice [eyes]");
        int done = scene.writes().size();
        scene.run("run", "--execute");
        assertThat(scene.writes()).as("a command counts once").hasSize(done);
    }

    @Test
    void theLabelNewCommandsAnotherAttemptAndIsTakenOff() {
        int issue = scene.issue(scene.brief("exit 1"));
        scene.run("run", "--execute");
        scene.forge.as("alice").addLabel(Scene.REPOSITORY, issue, "codex:new");

        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(ran.err()).contains("attempt 2");
        assertThat(scene.look().issue(issue).orElseThrow().labels())
                .contains("codex:failed")
                .doesNotContain("codex:new");
        assertThat(scene.run("run", "--execute").err()).doesNotContain("attempt 3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo ok > out.txt", "exit 1"})
    void theLabelNewOnARunningBriefAsksForNoAttemptBesideIt(String ending) throws Exception {
        Path begun = scene.folder.resolve("begun");
        Path goOn = scene.folder.resolve("go-on");
        int issue = scene.issue(
                scene.brief("touch " + begun + "; until test -e " + goOn + "; do sleep 0.05; done; " + ending));
        CompletableFuture<Scene.Ran> running = scene.begin("run", "--execute");
        Until.holds(running, () -> Files.exists(begun));
        scene.forge.as("alice").addLabel(Scene.REPOSITORY, issue, "codex:new");
        assertThat(scene.run("run", "--execute").err()).contains("CLAIMED_ELSEWHERE");
        Files.createFile(goOn);
        boolean done = running.join().out().contains("DONE (success)");

        // It was given after the text, and so asks for an attempt after one that failed; a DONE brief stays as it is.
        assertThat(scene.run("run", "--execute").err().contains("attempt 2")).isNotEqualTo(done);
        assertThat(scene.look().issue(issue).orElseThrow().labels())
                .contains(done ? "codex:done" : "codex:failed")
                .doesNotContain("codex:new", "codex:running");
        int writes = scene.writes().size();
        scene.run("run", "--execute");
        assertThat(scene.writes()).hasSize(writes);
    }

    @Test
    void anEditedBriefWaitsForAPersonsCommand() {
        int issue = scene.issue(scene.brief("exit 1"));
        scene.run("run", "--execute");
        scene.forge.as("alice").editIssue(Scene.REPOSITORY, issue, scene.brief("echo ok > out.txt"));

        Scene.Ran waiting = scene.run("run", "--execute");
        assertThat(waiting.err()).contains("EDITED_AFTER_RUN");
        assertThat(waiting.out()).isEmpty();

        scene.nextSecond();
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex retry octo/app#" + issue);
        assertThat(scene.run("run", "--execute").out()).contains("DONE (success)");
    }

    @Test
    void aBriefThatIsCancelledBeforeItBeginsNeverRuns() {
        int issue = scene.issue(scene.brief("echo ran > " + scene.folder.resolve("ran")));
        scene.forge.as("mallory").comment(Scene.REPOSITORY, issue, "/codex cancel");
        assertThat(scene.run("run", "--dry-run").out()).as("by a stranger").contains("would-run");
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex cancel");

        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(ran.out()).contains("FAILED (cancelled)").contains("alice");
        assertThat(scene.folder.resolve("ran")).doesNotExist();
        assertThat(scene.statusComment(issue)).contains("state=FAILED").contains("alice");
    }

    @Test
    void aDryRunIsAnsweredOnceAndHoldsTheBriefUntilSomebodyLetsItRun() {
        int issue = scene.issue(scene.brief("echo ok > out.txt; echo ran >> " + scene.folder.resolve("ran")));
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex dry-run");
        assertThat(scene.run("run", "--dry-run").out()).contains("DRY_RUN_REQUESTED");

        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.OK);
        assertThat(ran.err()).contains("dry run").contains("DRY_RUN_REQUESTED");
        assertThat(scene.folder.resolve("ran")).doesNotExist();
        assertThat(scene.look().refs("refs/codex/briefs/")).as("no claim").isEmpty();
        assertThat(answers(issue))
                .singleElement()
                .satisfies(answer -> assertThat(answer)
                        .contains("it would run")
                        .contains("echo ok > out.txt")
                        .contains("devbox")
                        .contains("`codex/" + issue));
        assertThat(scene.look().comments(issue))
                .filteredOn(comment -> comment.body().equals("/codex dry-run"))
                .singleElement()
                .satisfies(command -> assertThat(command.reactions()).containsExactly("eyes"));
        int writes = scene.writes().size();
        scene.run("run", "--execute");
        assertThat(scene.writes()).as("a command counts once").hasSize(writes);

        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex retry");
        assertThat(scene.run("run", "--execute").out()).contains("DONE (success)");
        assertThat(answers(issue)).hasSize(1);
    }

    @Test
    void aDryRunSaysWhatKeepsABriefBack() throws Exception {
        int issue = scene.issue(scene.brief("echo ok > out.txt"));
        scene.forge.as("mallory").comment(Scene.REPOSITORY, issue, "/codex dry-run");
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex dry-run octo/app#" + issue);
        Files.writeString(scene.clone.resolve("unsaved.txt"), "a person's work");

        scene.run("run", "--execute");

        assertThat(answers(issue))
                .as("one for alice, none for a stranger")
                .singleElement()
                .satisfies(answer -> assertThat(answer).contains("held").contains("WORKDIR_DIRTY"));
    }

    @Test
    void aCommandInAMinimisedCommentDoesNothing() {
        int issue = scene.issue(scene.brief("echo ok > out.txt"));
        long comment = scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex cancel");
        scene.forge.as("alice").minimize(Scene.REPOSITORY, comment, "outdated");

        assertThat(scene.run("run", "--execute").out()).contains("DONE (success)");
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
    void aRunningBriefIsCancelledByACommentAndItsProcessesEnd() throws Exception {
        scene.configure("claims: {lease: 6s}\n");
        Path begun = scene.folder.resolve("begun");
        int issue = scene.issue(scene.brief("echo $$ > " + begun + ".tmp; mv " + begun + ".tmp " + begun
                + "; sleep 100 & wait; echo over > out.txt"));
        CompletableFuture<Scene.Ran> running = scene.begin("run", "--execute");
        Until.holds(running, () -> Files.exists(begun));

        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex cancel");

        Scene.Ran ran = running.join();
        assertThat(ran.out()).as(ran.err()).contains("FAILED (cancelled)");
        assertThat(scene.look().pulls()).isEmpty();
        assertThat(ProcessHandle.of(Long.parseLong(Files.readString(begun).strip())))
                .isEmpty();
        assertThat(scene.statusComment(issue)).contains("alice cancelled it");
        assertThat(scene.look().comments(issue))
                .filteredOn(comment -> comment.author().equals("alice"))
                .singleElement()
                .satisfies(command -> assertThat(command.reactions()).containsExactly("eyes"));
    }

    @Test
    void aBriefThatIsEditedWhileItRunsPublishesNothing() throws Exception {
        Path begun = scene.folder.resolve("begun");
        Path go = scene.folder.resolve("go");
        int issue = scene.issue(scene.brief("touch " + begun + "; for n in {1..300}; do test -e " + go
                + " && break; sleep 0.1; done; echo hello > out.txt"));
        CompletableFuture<Scene.Ran> running = scene.begin("run", "--execute");
        Until.holds(running, () -> Files.exists(begun));

        scene.forge.as("alice").editIssue(Scene.REPOSITORY, issue, "never mind");
        Files.createFile(go);

        assertThat(running.join().out()).contains("FAILED (failure)").contains("BRIEF_CHANGED");
        assertThat(scene.look().pulls()).isEmpty();
        assertThat(scene.look().refs("refs/heads/")).containsOnlyKeys("refs/heads/main");
        assertThat(scene.statusComment(issue)).contains("BRIEF_CHANGED");
    }

    @Test
    void aReportStandsInThePullRequest() {
        int issue = scene.issue(scene.brief("echo hello > out.txt; echo the words of the step", """
                  - type: pr
                    title: Add out
                    commit_message: add out
                    files: [out.txt]
                  - type: report
                    path: reports/run.md
                """));

        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.OK);
        assertThat(scene.look().pulls()).singleElement().satisfies(pull -> {
            assertThat(pull.files()).containsExactlyInAnyOrder("out.txt", "reports/run.md");
            assertThat(scene.look().file(pull.headCommit(), "reports/run.md").orElseThrow())
                    .contains("octo/app#" + issue)
                    .contains("the words of the step")
                    .contains("+hello");
        });
    }

    @Test
    void aCommentCarriesWhatTheStepsWrote() {
        int issue = scene.issue(scene.brief(
                "echo 'All **fine**, @alice.' > $CODEX_OUTPUT_DIR/note.md",
                "  - type: comment\n    body_file: $CODEX_OUTPUT_DIR/note.md\n"));

        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.OK);
        assertThat(scene.look().comments(issue))
                .extracting(RepositoryView.CommentView::body)
                .anySatisfy(body -> assertThat(body).contains("All **fine**").doesNotContain("@alice"));
        assertThat(scene.look().pulls()).isEmpty();
    }

    @Test
    void aTransferredIssueDoesNotRunItsBriefAgain() throws Exception {
        scene.forge.createRepository("octo/other", "main", java.util.Map.of());
        scene.forge.setPermission("octo/other", "alice", Permission.WRITE);
        scene.forge.setPermission("octo/other", "runner", Permission.WRITE);
        int issue = scene.issue(scene.brief("echo ran >> " + scene.folder.resolve("counter") + "; echo ok > out.txt"));
        scene.run("run", "--execute");
        int there = scene.forge.as("alice").transferIssue(Scene.REPOSITORY, issue, "octo/other");
        scene.forge.as("alice").addLabel("octo/other", there, Scene.ENABLED);
        Files.writeString(
                scene.configuration,
                Files.readString(scene.configuration)
                        .replace("repositories: [octo/app]", "repositories: [octo/app, octo/other]")
                        .concat("gate: {repositories: [octo/app]}\n"));

        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(ran.err()).contains("MOVED");
        assertThat(scene.folder.resolve("counter")).hasContent("ran");
    }

    @Test
    void anAttemptAfterAMergedPullRequestGetsABranchOfItsOwn() {
        int issue = scene.issue(
                scene.brief("echo attempt >> out.txt; date +%N >> out.txt; test ! -e " + scene.folder.resolve("fail")));
        scene.run("run", "--execute");
        int pull = scene.look().pulls().get(0).issue().number();
        scene.forge.as("alice").merge(Scene.REPOSITORY, pull);
        // What has ended well is never repeated; a failure after the merge is.
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex retry");

        assertThat(scene.run("run", "--execute").out()).isEmpty();
        assertThat(scene.look().pulls()).hasSize(1);
    }
}
