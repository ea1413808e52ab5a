package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever keeps a branch from being published has an outcome of its own, and what the steps did is not lost. */
@Timeout(120)
class PublishingTest {

    private static final String FILES = "  - type: pr\n    title: Add\n    commit_message: add\n    files: [%s]\n";

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

    @ParameterizedTest
    @CsvSource({
        "README.md/a.md, README.md, true",
        "README.md/b/c.md, README.md, true",
        "docs, docs/page.md, true",
        "README.md, README.md, false",
        "docs/report.md, docs/page.md, false"
    })
    void aReportReplacesNoFileByAFolderAndNoFolderByAFile(String path, String there, boolean refused) {
        scene.forge.as("alice").push(Scene.REPOSITORY, "main", "add a page", Map.of("docs/page.md", "page\n"));
        scene.git("pull", "-q");
        int issue = scene.issue(scene.brief("true", "  - type: report\n    path: " + path + "\n"));

        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(refused ? ExitCode.FAILED : ExitCode.OK);
        if (refused) {
            assertThat(scene.statusComment(issue)).contains("PATH_TAKEN").contains("give one of them another path");
            assertThat(scene.look().refs("refs/heads/codex/")).isEmpty();
        }
        assertThat(scene.look().file("refs/heads/main", there)).isPresent();
    }

    /** The reasons, and the words beside them, are GitHub's. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            BRANCH_PROTECTED | protected branch hook declined | error: GH006: Protected branch update failed. | protection rules
            BRANCH_PROTECTED | push declined due to repository rule violations | error: GH013: Repository rule violations found. | protection rules
            WORKFLOW_PERMISSION_MISSING | refusing to allow a GitHub App to create or update workflow `.github/workflows/ci.yml` without `workflows` permission | | workflow scope
            FILE_TOO_LARGE | pre-receive hook declined | error: GH001: Large files detected. | large files out
            HOOK_DECLINED | pre-receive hook declined | Every commit must name a ticket. | Every commit must name a ticket
            PUSH_REFUSED | deny updating a hidden ref | | rules and the token
            """)
    void aPushThatTheServerRefusesSaysWhyAndWhatToDo(String code, String reason, String words, String hint) {
        scene.forge.refuseRefs(Scene.REPOSITORY, "refs/heads/codex/", reason, words == null ? "" : words);
        int issue = scene.issue(scene.brief("echo hello > out.txt"));

        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(ran.out()).contains("FAILED (failure)").contains(code);
        assertThat(scene.statusComment(issue))
                .contains("state=FAILED")
                .contains(code)
                .contains(hint);
        assertThat(scene.look().pulls()).isEmpty();
        assertThat(git("show", "codex/" + branch() + ":out.txt"))
                .as("the steps' work stays")
                .isEqualTo("hello");
    }

    @Test
    void whatTheServerRefusedARetryPublishesWhenItIsTaken() {
        scene.forge.refuseRefs(Scene.REPOSITORY, "refs/heads/codex/", "pre-receive hook declined", "");
        int issue = scene.issue(scene.brief("echo hello > out.txt"));
        assertThat(scene.run("run", "--execute").out()).contains("HOOK_DECLINED");
        scene.forge.takeRefs(Scene.REPOSITORY, "refs/heads/codex/");
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex retry");

        assertThat(scene.run("run", "--execute").out()).contains("DONE (success)");
        assertThat(scene.look().pulls()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            NOTHING_CHANGED | true | out.txt], allow_missing: true, labels: [x
            OUTPUT_FILE_UNCHANGED | echo hello > other.txt | out.txt
            FILE_TOO_LARGE | truncate -s 101M out.txt | out.txt
            WORKFLOWS_NOT_ALLOWED | mkdir -p .github/workflows; echo 'on: push' > .github/workflows/x.yml | "**"
            SECRET_IN_OUTPUT | printf 'key: %s' hunter2-and-some-more > out.txt | out.txt
            """)
    void whatMakesNoCommitIsNotPushed(String code, String script, String files) {
        int issue = scene.issue(scene.brief(
                script, FILES.formatted(files).replace("], ", "]\n    ").replace("true, ", "true\n    ")));

        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(ran.exitCode()).as(ran.out() + ran.err()).isEqualTo(ExitCode.FAILED);
        assertThat(scene.statusComment(issue)).contains(code);
        assertThat(scene.look().refs("refs/heads/")).containsOnlyKeys("refs/heads/main");
        assertThat(scene.look().pulls()).isEmpty();
    }

    @Test
    void aPersonsCommitsOnTheBranchAreNeverOverwritten() throws Exception {
        int issue = scene.issue(scene.brief(
                "date +%N > out.txt",
                FILES.formatted("out.txt") + "  - type: comment\n    body_file: $CODEX_OUTPUT_DIR/none\n"));
        scene.run("run", "--execute");
        assertThat(scene.statusComment(issue)).contains("state=FAILED");
        String branch = "codex/" + branch();
        git("fetch", "-q", "origin", branch);
        git("checkout", "-q", "-B", "mine", "FETCH_HEAD");
        Files.writeString(scene.clone.resolve("mine.txt"), "a person's");
        git("add", "mine.txt");
        git("-c", "user.name=Alice", "-c", "user.email=alice@example.org", "commit", "-q", "-m", "mine");
        git("push", "-q", scene.pushUrl("alice"), "HEAD:" + branch);
        git("checkout", "-q", "main");
        String tip = scene.look().refs("refs/heads/").get("refs/heads/" + branch);

        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex retry");
        scene.run("run", "--execute");

        assertThat(scene.statusComment(issue)).contains("BRANCH_HAS_OTHER_COMMITS");
        assertThat(scene.look().refs("refs/heads/")).containsEntry("refs/heads/" + branch, tip);
    }

    @Test
    void aBranchThatMovesWhileTheBriefRunsIsLeftAlone() throws Exception {
        Path begun = scene.folder.resolve("begun");
        Path go = scene.folder.resolve("go");
        int issue = scene.issue(scene.brief("echo $CODEX_BRANCH > " + begun + ".tmp; mv " + begun + ".tmp " + begun
                + "; for n in {1..300}; do test -e " + go + " && break; sleep 0.1; done; echo hello > out.txt"));
        CompletableFuture<Scene.Ran> running = scene.begin("run", "--execute");
        Until.holds(running, () -> Files.exists(begun));
        String branch = Files.readString(begun).strip();
        git("push", "-q", scene.pushUrl("alice"), "origin/main:refs/heads/" + branch);
        String tip = scene.look().refs("refs/heads/").get("refs/heads/" + branch);
        Files.createFile(go);

        assertThat(running.join().out()).contains("BRANCH_MOVED");
        assertThat(scene.statusComment(issue)).contains("BRANCH_MOVED");
        assertThat(scene.look().refs("refs/heads/")).containsEntry("refs/heads/" + branch, tip);
    }

    private String branch() {
        return git("for-each-ref", "--format=%(refname:lstrip=3)", "refs/heads/codex/");
    }

    private String git(String... arguments) {
        return scene.git(arguments);
    }
}
