package io.github.hirakuarai.codexrunner.testkit.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.hirakuarai.codexrunner.model.Action;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.spi.WorkspaceRequest;
import io.github.hirakuarai.codexrunner.spi.WorkspaceUnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link io.github.hirakuarai.codexrunner.spi.Executor} must hold of its workspaces. The lane's host is this
 * machine, or one that sees this machine's files under the same paths; it needs {@code bash} and {@code git}.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
public abstract class ExecutorContract extends ExecutorHarness {

    /** Makes the contract. */
    protected ExecutorContract() {}

    @Test
    protected void aLanesHostSaysWhatAPersonShouldKnowOfItAndIsLeftAsItWas() throws Exception {
        SortedMap<String, String> before = fixture.snapshot();

        List<String> facts = executor().reach(lane(Lane.WorkspaceMode.IN_PLACE));

        assertThat(facts)
                .anyMatch(fact -> fact.startsWith("ends "))
                .allMatch(fact -> !fact.isBlank() && !fact.contains("\n"));
        assertThat(executor().reach(lane(Lane.WorkspaceMode.ISOLATED))).isEqualTo(facts);
        assertThat(fixture.snapshot()).isEqualTo(before);
        assertThat(folder.resolve("state")).isEmptyDirectory();
    }

    @Test
    protected void anInspectedWorkdirIsNamedByItsPathAndNotTouched() {
        SortedMap<String, String> before = fixture.snapshot();

        assertThat(executor().inspect(request())).isEqualTo(fixture.root().toString());

        assertThat(fixture.snapshot()).isEqualTo(before);
        assertThat(fixture.branch(BRANCH)).isNull();
    }

    @Test
    protected void aWorkspaceThatIsNeverCheckedOutLeavesTheCloneUntouched() throws Exception {
        SortedMap<String, String> before = fixture.snapshot();
        Path index = fixture.root().resolve(".git/index");
        byte[] indexBefore = Files.readAllBytes(index);

        try (Workspace workspace = executor().open(request())) {
            assertThat(workspace.workdir()).isEqualTo(fixture.root().toString());
            assertThat(fixture.snapshot()).isEqualTo(before);
        }

        assertThat(fixture.snapshot()).isEqualTo(before);
        assertThat(Files.readAllBytes(index)).isEqualTo(indexBefore);
        assertThat(fixture.branch(BRANCH)).isNull();
        open().close();
    }

    @Test
    protected void aWorkspaceIsCheckedOutOnce() {
        try (Workspace workspace = open()) {
            run(workspace, "echo kept > kept");
            assertThatThrownBy(() -> workspace.checkout(fixture.mirror(), fixture.second()))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(changes(workspace)).containsExactly("A RE kept 5");
        }
        assertThat(fixture.clean()).isTrue();
    }

    @Test
    protected void aLaneMayNameTheFoldersThatAreWorkdirs() throws Exception {
        String root = fixture.root().toString();
        for (String allowed : List.of("~/work/**", "~/work", "~/work/de*", root, folder.toRealPath() + "/*", "/**")) {
            executor().inspect(onLaneWith(root, allowed));
            executor().inspect(onLaneWith(root, "/elsewhere", allowed));
            executor().inspect(onLaneWith("~/work/demo", allowed));
            executor().inspect(onLaneWith(root + "/src", allowed));
        }
        for (String other :
                List.of("~/other/**", "~/work/dem", "~/work/demo/src", root + "2", "/*/demo", "~/wor?/x*")) {
            assertRefused(onLaneWith(root, other), ReasonCode.WORKDIR_NOT_ALLOWED);
        }
    }

    @Test
    protected void noLinkLeadsOutOfTheFoldersThatALaneNames() throws Exception {
        Path allowed = Files.createDirectory(folder.resolve("allowed"));
        Files.createSymbolicLink(allowed.resolve("demo"), fixture.root());
        Files.createSymbolicLink(folder.resolve("alias"), fixture.root().getParent());
        String inside = allowed.resolve("demo").toString();

        assertRefused(onLaneWith(inside, "~/allowed/**"), ReasonCode.WORKDIR_NOT_ALLOWED);
        assertRefused(
                onLaneWith(inside + "/../../" + folder.toRealPath().relativize(fixture.root()), "~/allowed/**"),
                ReasonCode.WORKDIR_NOT_ALLOWED);
        executor().inspect(onLaneWith(inside, "~/work/**"));
        executor().inspect(onLaneWith(fixture.root().toString(), "~/alias/**"));
    }

    private WorkspaceRequest onLaneWith(String workdir, String... workdirs) {
        Lane lane = lane(Lane.WorkspaceMode.IN_PLACE);
        return request(
                workdir,
                new Lane(
                        lane.name(),
                        lane.executor(),
                        lane.workspace(),
                        lane.writable(),
                        List.of(workdirs),
                        lane.workflows(),
                        lane.passEnv(),
                        lane.user(),
                        lane.settings()));
    }

    @Test
    protected void anOpenedWorkspaceStandsOnTheBaseCommitOnTheRunsBranch() {
        try (Workspace workspace = open()) {
            assertThat(workspace.workdir()).isEqualTo(fixture.root().toString());
            assertThat(workspace.changes()).isEmpty();
            assertThat(workspace.gitNotes()).isEmpty();
            assertThat(fixture.snapshot())
                    .containsEntry("src/new.txt", "new\n")
                    .containsEntry("bin/tool", "x #!/bin/sh\necho tool\n")
                    .containsEntry("link", "-> src/app.txt")
                    .containsEntry("HEAD", "ref: refs/heads/" + BRANCH + "\n")
                    .doesNotContainKey("src/old.txt");
            assertThat(fixture.branch(BRANCH)).isEqualTo(fixture.second());
            assertThat(fixture.clean()).isTrue();
        }
    }

    @Test
    protected void aClosedWorkspaceStandsAsBefore() {
        SortedMap<String, String> before = fixture.snapshot();
        String main = fixture.branch("main");

        try (Workspace workspace = open()) {
            run(workspace, "echo changed > README.md; rm src/app.txt; echo x > added");
        }

        assertThat(fixture.snapshot()).isEqualTo(before);
        assertThat(fixture.clean()).isTrue();
        assertThat(fixture.branch("main")).isEqualTo(main);
    }

    @Test
    protected void whatTheStepsLeftStandsCommittedOnTheRunsBranch() {
        try (Workspace workspace = open()) {
            run(workspace, "echo changed > README.md; rm src/app.txt; mkdir deep; echo x > deep/added; exit 1");
        }

        String left = fixture.branch(BRANCH);
        assertThat(left).isNotNull().isNotEqualTo(fixture.second());
        assertThat(fixture.at(BRANCH + "~1", "")).isEqualTo(fixture.at(fixture.second(), ""));
        assertThat(fixture.at(BRANCH, "README.md")).isEqualTo("changed\n");
        assertThat(fixture.at(BRANCH, "deep/added")).isEqualTo("x\n");
        assertThat(fixture.at(BRANCH, "src/app.txt")).isNull();
        assertThat(fixture.at(BRANCH, "src/new.txt")).isEqualTo("new\n");
    }

    @Test
    protected void stepsThatChangeNothingLeaveNoCommit() {
        try (Workspace workspace = open()) {
            run(workspace, "true");
        }
        assertThat(fixture.branch(BRANCH)).isEqualTo(fixture.second());
    }

    @Test
    protected void closingTwiceIsHarmless() {
        Workspace workspace = open();
        workspace.close();
        workspace.close();
        assertThat(fixture.clean()).isTrue();
    }

    @Test
    protected void ignoredFilesStayWhereTheyAre() {
        CloneFixture.write(fixture.root(), "build/kept", "kept");
        CloneFixture.write(fixture.root(), "a.log", "log");

        try (Workspace workspace = open()) {
            run(workspace, "echo more > b.log");
            assertThat(workspace.changes()).isEmpty();
        }

        assertThat(fixture.snapshot())
                .containsEntry("build/kept", "kept")
                .containsEntry("a.log", "log")
                .containsEntry("b.log", "more\n");
        assertThat(fixture.branch(BRANCH)).isEqualTo(fixture.second());
    }

    @Test
    protected void anotherAttemptBeginsAtTheBaseAgain() {
        try (Workspace workspace = open()) {
            run(workspace, "echo first > attempt");
        }
        try (Workspace workspace = open()) {
            assertThat(workspace.changes()).isEmpty();
            assertThat(run(workspace, "ls").output()).doesNotContain("attempt");
        }
        assertThat(fixture.branch(BRANCH)).isEqualTo(fixture.second());
    }

    @Test
    protected void aDetachedHeadIsDetachedAgainAfterwards() throws Exception {
        Files.writeString(fixture.root().resolve(".git/HEAD"), fixture.first() + "\n");
        SortedMap<String, String> before = fixture.snapshot();
        try (Workspace workspace = open()) {
            run(workspace, "echo x > x");
        }
        assertThat(fixture.snapshot()).isEqualTo(before);
    }

    @Test
    protected void changesAreNamedWithKindModeAndSize() {
        try (Workspace workspace = open()) {
            run(
                    workspace,
                    "echo four > README.md; rm src/new.txt; echo new > 'two words'; echo x > 日本語.txt;"
                            + " chmod +x src/app.txt; ln -s nowhere dangling; ln -sf README.md link;"
                            + " head -c 100 /dev/zero > zeros; chmod -x bin/tool");
            assertThat(changes(workspace))
                    .containsExactly(
                            "M RE README.md 5",
                            "M RE bin/tool 20",
                            "A SY dangling 7",
                            "M SY link 9",
                            "M EX src/app.txt 14",
                            "D RE src/new.txt 0",
                            "A RE two words 4",
                            "A RE zeros 100",
                            "A RE 日本語.txt 2");
        }
    }

    @Test
    protected void aFileThatWasWrittenAnewWithTheSameContentIsNoChange() {
        try (Workspace workspace = open()) {
            run(workspace, "cp README.md x; cat x > README.md; rm x; touch -d 2001-01-01 src/app.txt");
            assertThat(workspace.changes()).isEmpty();
        }
    }

    @Test
    protected void aChangeThatKeepsSizeIsSeen() {
        try (Workspace workspace = open()) {
            run(workspace, "printf 'HELLO\\n' > README.md");
            assertThat(changes(workspace)).containsExactly("M RE README.md 6");
        }
    }

    @Test
    protected void aFileMayBecomeAFolderAndAFolderAFile() {
        SortedMap<String, String> before = fixture.snapshot();
        try (Workspace workspace = open()) {
            run(workspace, "rm README.md; mkdir README.md; echo x > README.md/inner; rm -r src; echo y > src");
            assertThat(changes(workspace))
                    .containsExactly(
                            "D RE README.md 0",
                            "A RE README.md/inner 2",
                            "A RE src 2",
                            "D RE src/app.txt 0",
                            "D RE src/new.txt 0");
        }
        assertThat(fixture.snapshot()).isEqualTo(before);
        assertThat(fixture.at(BRANCH, "README.md/inner")).isEqualTo("x\n");
    }

    @Test
    protected void commitsAndTheIndexOfTheStepsDoNotHideTheirChanges() {
        String main = fixture.branch("main");
        try (Workspace workspace = open()) {
            assertThat(run(
                                    workspace,
                                    "echo x > committed; git add . && git commit -qm mine; echo y > staged; git add .")
                            .exit())
                    .isEqualTo(new StepExit.Exited(0));
            assertThat(changes(workspace)).containsExactly("A RE committed 2", "A RE staged 2");
            assertThat(workspace.gitNotes()).anyMatch(note -> note.contains("moved the branch " + BRANCH));
        }
        assertThat(fixture.at(BRANCH, "staged")).isEqualTo("y\n");
        assertThat(fixture.at(BRANCH + "~1", "committed")).isEqualTo("x\n");
        assertThat(fixture.branch("main")).isEqualTo(main);
        assertThat(fixture.clean()).isTrue();
    }

    @Test
    protected void stepsMayCheckOutSomethingElse() {
        SortedMap<String, String> before = fixture.snapshot();
        try (Workspace workspace = open()) {
            run(workspace, "git checkout -q -b other main && echo x > x && git add x && git commit -qm x");
            assertThat(workspace.gitNotes())
                    .contains("the steps checked out other")
                    .anyMatch(note -> note.contains("created the branch other"));
            assertThat(changes(workspace)).contains("A RE x 2", "D RE src/new.txt 0");
        }
        assertThat(fixture.snapshot()).isEqualTo(before);
        assertThat(fixture.clean()).isTrue();
    }

    @Test
    protected void stepsThatLeaveAMergeHalfDoneLeaveACleanClone() {
        SortedMap<String, String> before = fixture.snapshot();
        try (Workspace workspace = open()) {
            run(
                    workspace,
                    "git checkout -q -b side && echo side > README.md && git commit -qam side && git checkout -q "
                            + BRANCH + " && echo here > README.md && git commit -qam here; git merge side");
            assertThat(workspace.gitNotes()).anyMatch(note -> note.contains("MERGE_HEAD"));
        }
        assertThat(fixture.snapshot()).isEqualTo(before);
        assertThat(fixture.clean()).isTrue();
        executor().inspect(request());
    }

    @Test
    protected void theDifferenceIsAUnifiedDiffFromTheBase() {
        try (Workspace workspace = open()) {
            run(workspace, "sed -i s/two/TWO/ src/app.txt; printf 'a\\0b' > binary; rm src/new.txt");
            assertThat(workspace.diff(100_000))
                    .contains("--- a/src/app.txt\n+++ b/src/app.txt\n@@ -1,3 +1,3 @@\n one\n-two\n+TWO\n three\n")
                    .contains("binary")
                    .contains("--- a/src/new.txt\n+++ /dev/null")
                    .doesNotContain("a\0b");
        }
    }

    @Test
    protected void aDifferenceWithoutEndIsCut() {
        try (Workspace workspace = open()) {
            run(workspace, "for n in {1..50}; do seq 1 1000 > file$n; done; yes | head -c 50000000 > huge");
            assertThat(workspace.diff(10_000).length()).isBetween(5_000, 20_000);
        }
    }

    @Test
    protected void changedFilesAreReadAsTheyStand() throws Exception {
        try (Workspace workspace = open()) {
            run(workspace, "printf 'a\\0b\\r\\n' > 'deep file'; ln -s ../../etc/passwd out; mkdir d; echo in > d/in");
            assertThat(read(workspace, "deep file")).isEqualTo("a\0b\r\n");
            assertThat(read(workspace, "out")).isEqualTo("../../etc/passwd");
            assertThat(read(workspace, "d/in")).isEqualTo("in\n");
        }
    }

    @Test
    protected void noPathIsReadThroughALink() throws Exception {
        Path secret = Files.createDirectory(folder.resolve("secret"));
        Files.writeString(secret.resolve("key"), "secret");
        try (Workspace workspace = open()) {
            run(
                    workspace,
                    "ln -s '" + secret + "' d; mkfifo pipe; ln -s '" + secret + "/key' \"$CODEX_OUTPUT_DIR/key\"");
            for (String path :
                    new String[] {"d/key", "pipe", "../secret/key", "/etc/passwd", ".git/config", "absent"}) {
                assertThatThrownBy(() -> read(workspace, path)).as(path).isInstanceOf(RunnerException.class);
                assertThatThrownBy(() -> workspace.readOutput(path, 100))
                        .as(path)
                        .isInstanceOfSatisfying(
                                RunnerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
            }
            assertThat(changes(workspace)).noneMatch(change -> change.contains("pipe"));
        }
    }

    @Test
    protected void outputsAreReadFromTheRepositoryAndTheOutputFolder() throws Exception {
        try (Workspace workspace = open()) {
            assertThat(Path.of(workspace.outputDir())).isEmptyDirectory();
            assertThat(workspace.outputDir()).doesNotStartWith(workspace.workdir());
            Map<String, String> variables = Map.of("CODEX_OUTPUT_DIR", workspace.outputDir());
            run(
                    workspace,
                    step(
                            new Action.Shell("echo one > \"$CODEX_OUTPUT_DIR/body.md\"; echo two > body.md"),
                            variables,
                            Duration.ofSeconds(30)));
            assertThat(new String(workspace.readOutput("$CODEX_OUTPUT_DIR/body.md", 100), UTF_8))
                    .isEqualTo("one\n");
            assertThat(new String(workspace.readOutput("body.md", 4), UTF_8)).isEqualTo("two\n");
            assertThatThrownBy(() -> workspace.readOutput("body.md", 3))
                    .hasMessageContaining("larger than the 3 bytes");
        }
    }

    @Test
    protected void aFolderInsideTheCloneIsAWorkdir() {
        String src = fixture.root().resolve("src").toString();
        try (Workspace workspace = open(request(src))) {
            assertThat(workspace.workdir()).isEqualTo(src);
            assertThat(run(workspace, "pwd; echo x > here").output()).isEqualTo(src + "\n");
            assertThat(changes(workspace)).containsExactly("A RE src/here 2");
        }
    }

    @Test
    protected void aWorkdirIsTakenByOneRunAtATime() {
        WorkspaceRequest other = request(fixture.root().resolve("src").toString());
        try (Workspace workspace = open()) {
            assertRefused(other, ReasonCode.WORKDIR_BUSY);
            assertThat(run(workspace, "echo still here").output()).isEqualTo("still here\n");
        }
        open(other).close();
    }

    @Test
    protected void aMissingWorkdirKeepsTheBriefBack() {
        assertRefused(request(folder.resolve("nowhere").toString()), ReasonCode.WORKDIR_MISSING);
        assertRefused(request("relative/path"), ReasonCode.WORKDIR_MISSING);
        assertRefused(request("~nobody-of-this-name/x"), ReasonCode.WORKDIR_MISSING);
    }

    @Test
    protected void aFolderThatIsNoCloneKeepsTheBriefBack() throws Exception {
        assertRefused(
                request(Files.createDirectory(folder.resolve("plain")).toString()), ReasonCode.WORKDIR_UNSUITABLE);
    }

    @Test
    protected void aCloneOfAnotherRepositoryKeepsTheBriefBack() throws Exception {
        replaceInConfig(CloneFixture.URL.toString(), "https://forge.example/octo/other.git");
        assertRefused(request(), ReasonCode.WORKDIR_UNSUITABLE);
    }

    @Test
    protected void theSameRepositoryReachedInAnotherWayIsAClone() throws Exception {
        replaceInConfig(CloneFixture.URL.toString(), "git@forge.example:Octo/Demo");
        executor().inspect(request());
        replaceInConfig(
                "git@forge.example:Octo/Demo",
                "demo:demo\n[url \"ssh://git@forge.example:2222/octo/\"]\n" + "\tinsteadOf = demo:");
        executor().inspect(request());
    }

    @Test
    protected void aDirtyCloneKeepsTheBriefBack() throws Exception {
        CloneFixture.write(fixture.root(), "untracked", "x");
        assertRefused(request(), ReasonCode.WORKDIR_DIRTY);
        Files.delete(fixture.root().resolve("untracked"));
        executor().inspect(request());

        CloneFixture.write(fixture.root(), "README.md", "HELLO\n");
        assertRefused(request(), ReasonCode.WORKDIR_DIRTY);
        CloneFixture.write(fixture.root(), "README.md", "hello\n");
        executor().inspect(request());

        Files.writeString(fixture.root().resolve(".git/MERGE_HEAD"), fixture.first());
        assertRefused(request(), ReasonCode.WORKDIR_DIRTY);
    }

    @Test
    protected void aCloneThatGitIsWorkingInKeepsTheBriefBack() throws Exception {
        Files.createFile(fixture.root().resolve(".git/index.lock"));
        assertRefused(request(), ReasonCode.WORKDIR_BUSY);
    }

    @Test
    protected void ignoredFilesAreNotOverwrittenByTheBase() throws Exception {
        CloneFixture.write(fixture.root(), ".git/info/exclude", "src/new.txt\n");
        CloneFixture.write(fixture.root(), "src/new.txt", "a person's\n");
        SortedMap<String, String> before = fixture.snapshot();
        try (Workspace workspace = executor().open(request())) {
            assertThatThrownBy(() -> workspace.checkout(fixture.mirror(), fixture.second()))
                    .isInstanceOfSatisfying(
                            WorkspaceUnavailableException.class,
                            e -> assertThat(e.reason().code()).isEqualTo(ReasonCode.WORKDIR_DIRTY))
                    .hasMessageContaining("src/new.txt");
        }
        assertThat(fixture.snapshot()).isEqualTo(before);
        assertThat(fixture.branch(BRANCH)).isNull();
    }

    @Test
    protected void aCheckoutThatFailsHalfwayIsUndone() throws Exception {
        SortedMap<String, String> before = fixture.snapshot();
        try (Workspace workspace = executor().open(request())) {
            Files.createFile(fixture.root().resolve(".git/index.lock"));
            assertThatThrownBy(() -> workspace.checkout(fixture.mirror(), fixture.second()))
                    .isInstanceOf(RunnerException.class);
        }
        assertThat(fixture.snapshot()).isEqualTo(before);
        assertThat(fixture.clean()).isTrue();
        open().close();
    }

    @Test
    protected void anIsolatedWorkspaceLeavesTheCloneAlone() {
        CloneFixture.write(fixture.root(), "untracked", "a person is at work");
        SortedMap<String, String> before = fixture.snapshot();
        WorkspaceRequest isolated = request(fixture.root().resolve("src").toString(), Lane.WorkspaceMode.ISOLATED);
        String workdir;
        try (Workspace workspace = open(isolated)) {
            workdir = workspace.workdir();
            assertThat(workdir).doesNotStartWith(fixture.root().toString()).endsWith("/src");
            Ran ran = run(workspace, "pwd; cat new.txt; git log --oneline | wc -l; git status --short; echo x > x");
            assertThat(ran).isEqualTo(new Ran(new StepExit.Exited(0), workdir + "\nnew\n2\n"));
            assertThat(changes(workspace)).containsExactly("A RE src/x 2");
        }
        assertThat(Path.of(workdir)).doesNotExist();
        assertThat(fixture.snapshot()).isEqualTo(before);
        assertThat(fixture.branch(BRANCH)).isNull();
    }

    /** Replaces a text in the clone's configuration. */
    protected final void replaceInConfig(String old, String fresh) throws Exception {
        Path config = fixture.root().resolve(".git/config");
        Files.writeString(config, Files.readString(config).replace(old, fresh));
    }

    /** Asserts that neither inspection nor opening takes a workdir, and that both leave it as it is. */
    protected final void assertRefused(WorkspaceRequest request, ReasonCode reason) {
        SortedMap<String, String> before = fixture.snapshot();
        WorkspaceUnavailableException inspected = catchThrowableOfType(
                WorkspaceUnavailableException.class, () -> executor().inspect(request));
        WorkspaceUnavailableException opened = catchThrowableOfType(
                WorkspaceUnavailableException.class, () -> open(request).close());
        assertThat(inspected).isNotNull();
        assertThat(inspected.reason().code()).isEqualTo(reason);
        assertThat(inspected.getMessage()).doesNotContain("\n").contains(":");
        assertThat(opened).isNotNull();
        assertThat(opened.reason().code()).isEqualTo(reason);
        assertThat(fixture.snapshot()).isEqualTo(before);
    }
}
