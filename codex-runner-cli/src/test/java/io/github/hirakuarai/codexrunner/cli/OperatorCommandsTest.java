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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code retry} and {@code cancel}: what operators command, and what comes of it. */
@Timeout(120)
class OperatorCommandsTest {

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
    void aFailedBriefIsTriedOnceMoreForEachCommand() throws Exception {
        Path fixed = scene.folder.resolve("fixed");
        int issue = scene.issue(scene.brief("test -e " + fixed + " && echo ok > out.txt"));
        scene.run("run", "--execute");

        Scene.Ran first = scene.run("retry", id(issue), "--format", "json");
        assertThat(first.exitCode()).as(first.err()).isEqualTo(ExitCode.OK);
        JsonNode command = new JsonMapper().readTree(first.out());
        assertThat(command.get("id").stringValue()).isEqualTo(id(issue));
        assertThat(command.get("kind").stringValue()).isEqualTo("retry");
        assertThat(scene.look().refs("refs/codex/commands/")).hasSize(1);
        assertThat(scene.run("status").out()).contains("FAILED  would run");

        assertThat(scene.run("run", "--execute").err()).contains("attempt 2");
        assertThat(scene.run("run", "--execute").err())
                .as("a command counts once")
                .doesNotContain("attempt 3");
        Files.createFile(fixed);
        assertThat(scene.run("retry", id(issue)).exitCode()).isEqualTo(ExitCode.OK);

        Scene.Ran last = scene.run("run", "--execute");
        assertThat(last.err()).contains("attempt 3");
        assertThat(last.out()).contains("DONE (success)");
        assertThat(scene.look()
                        .history(scene.look()
                                .refs("refs/codex/commands/")
                                .values()
                                .iterator()
                                .next()))
                .as("no command is ever taken away")
                .hasSize(2);
    }

    @Test
    void aRetryThatNoRunWouldCarryOutIsRefused() {
        int issue = scene.issue(scene.brief("exit 1"));
        scene.run("run", "--execute");
        scene.forge.as("alice").close(Scene.REPOSITORY, issue);

        Scene.Ran refused = scene.run("retry", id(issue));

        assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(refused.err()).contains(id(issue) + " would not run: ").contains("ISSUE_CLOSED");
        assertThat(scene.look().refs("refs/codex/commands/")).isEmpty();
        scene.forge.as("alice").reopen(Scene.REPOSITORY, issue);
        assertThat(scene.run("retry", id(issue)).exitCode()).isEqualTo(ExitCode.OK);
    }

    @Test
    void anEditedBriefIsRequestedByItsName() {
        int issue = scene.issue(scene.brief("exit 1"));
        scene.run("run", "--execute");
        scene.forge.as("alice").editIssue(Scene.REPOSITORY, issue, scene.brief("echo ok > out.txt"));
        assertThat(scene.run("status").out()).contains("EDITED_AFTER_RUN");
        scene.nextSecond();

        assertThat(scene.run("retry", id(issue)).exitCode()).isEqualTo(ExitCode.OK);

        assertThat(scene.run("run", "--execute").out()).contains("DONE (success)");
    }

    @Test
    void aBriefThatIsCancelledBeforeItBeginsNeverRuns() {
        int issue = scene.issue(scene.brief("echo ran > " + scene.folder.resolve("ran")));

        assertThat(scene.run("cancel", id(issue)).exitCode()).isEqualTo(ExitCode.OK);
        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(ran.out()).contains("FAILED (cancelled)").contains("the operator of devbox cancelled it");
        assertThat(scene.folder.resolve("ran")).doesNotExist();
        assertThat(scene.statusComment(issue)).contains("state=FAILED").contains("the operator of devbox");
    }

    @Test
    void whatWasCancelledBeforeItBeganRunsAtTheOperatorsRetry() {
        int issue = scene.issue(scene.brief("echo ok > out.txt"));
        scene.run("cancel", id(issue));

        Scene.Ran retry = scene.run("retry", id(issue));

        assertThat(retry.exitCode()).as(retry.err()).isEqualTo(ExitCode.OK);
        assertThat(scene.run("run", "--execute").out()).contains("DONE (success)");
    }

    @Test
    void aRunningBriefIsEndedAndItsOwnRunnerTellsPeople() throws Exception {
        scene.configure("claims: {lease: 6s}\n");
        Path begun = scene.folder.resolve("begun");
        int issue = scene.issue(scene.brief("touch " + begun + "; sleep 60; echo over > out.txt"));
        CompletableFuture<Scene.Ran> running = scene.begin("run", "--execute");
        Until.holds(running, () -> Files.exists(begun));

        Scene.Ran retry = scene.run("retry", id(issue));
        assertThat(retry.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(retry.err()).contains("devbox has been running").contains("cancel");
        assertThat(scene.run("cancel", id(issue)).exitCode()).isEqualTo(ExitCode.OK);

        Scene.Ran ran = running.join();
        assertThat(ran.out()).as(ran.err()).contains("FAILED (cancelled)");
        assertThat(scene.look().pulls()).isEmpty();
        assertThat(scene.statusComment(issue)).contains("the operator of devbox cancelled it");
        assertThat(scene.run("run", "--execute").out())
                .as("nor is it begun again")
                .isEmpty();
        assertThat(scene.run("status", id(issue)).out()).contains("FAILED  finished");
    }

    @Test
    void aCommandThatIsCancelledCommandsNothing() {
        int issue = scene.issue(scene.brief("exit 1"));
        scene.run("run", "--execute");
        scene.run("retry", id(issue));

        assertThat(scene.run("cancel", id(issue)).exitCode()).isEqualTo(ExitCode.OK);

        assertThat(scene.run("run", "--execute").err()).doesNotContain("attempt 2");
    }

    @Test
    void whatACommandCannotChangeIsRefused() {
        int done = scene.issue(scene.brief("echo ok > out.txt"));
        scene.run("run", "--execute");
        int failed = scene.issue(scene.brief("exit 1"));
        scene.run("run", "--execute");
        int fresh = scene.issue(scene.brief("echo ok > out.txt"));
        int writes = scene.writes().size();

        refused(ExitCode.USAGE, "is DONE", "retry", id(done));
        refused(ExitCode.USAGE, "is DONE", "cancel", id(done));
        refused(ExitCode.USAGE, "no retry is pending", "cancel", id(failed));
        refused(ExitCode.USAGE, "has not run yet", "retry", id(fresh));
        refused(ExitCode.UNAVAILABLE, "unknown brief", "retry", id(fresh) + "/2");
        refused(ExitCode.USAGE, "owner/name#774", "retry", "octo/app-774");
        assertThat(scene.writes()).hasSize(writes);
    }

    @Test
    void whoMayNotPushMayNotCommand() {
        int issue = scene.issue(scene.brief("exit 1"));
        scene.run("run", "--execute");
        scene.environment.put("GITHUB_TOKEN", scene.forge.user("mallory").token());

        Scene.Ran ran = scene.run("retry", id(issue));

        assertThat(ran.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(ran.err().lines()).singleElement().asString().contains("permission");
        assertThat(scene.look().refs("refs/codex/commands/")).isEmpty();
    }

    @Test
    void theGateIsAskedAboutTheBriefAsEver() {
        int issue = scene.issue(scene.brief("exit 1"));
        scene.run("run", "--execute");
        scene.run("retry", id(issue));
        scene.forge.as("alice").removeLabel(Scene.REPOSITORY, issue, Scene.ENABLED);

        assertThat(scene.run("run", "--execute", "--issue", Integer.toString(issue))
                        .err())
                .contains("NOT_ENABLED")
                .doesNotContain("attempt 2");
    }

    @Test
    void anUnreadableCommandKeepsTheBriefBack() throws Exception {
        int issue = scene.issue(scene.brief("exit 1"));
        scene.run("run", "--execute");
        scene.run("retry", id(issue));
        String ref =
                scene.look().refs("refs/codex/commands/").keySet().iterator().next();
        run("git", "push", "-q", "--force", "origin", "HEAD:" + ref);

        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains(ref);
        assertThat(ran.err()).doesNotContain("attempt 2");
    }

    @Test
    void aCommandNamesTheTextForWhichItCountsAndDoesNothingForAnother() throws Exception {
        int issue = scene.issue(scene.brief("exit 1"));
        scene.run("run", "--execute");
        scene.run("retry", id(issue));
        String ref =
                scene.look().refs("refs/codex/commands/").keySet().iterator().next();
        scene.git("fetch", "-q", "origin", ref);
        String words = scene.git("log", "-1", "--format=%B", "FETCH_HEAD").strip();
        String digest = new JsonMapper().readTree(words).get("digest").stringValue();
        assertThat(scene.statusComment(issue)).contains("digest=" + digest);
        String other = words.replace(digest, "sha256:" + "0".repeat(64));
        scene.git("config", "user.name", "alice");
        scene.git("config", "user.email", "alice@example.org");
        String forged = scene.git("commit-tree", "FETCH_HEAD^{tree}", "-m", other);
        run("git", "push", "-q", "--force", "origin", forged + ":" + ref);

        assertThat(scene.run("run", "--execute").err()).doesNotContain("attempt 2");

        run("git", "push", "-q", "--force", "origin", "FETCH_HEAD:" + ref);
        assertThat(scene.run("run", "--execute").err()).contains("attempt 2");
    }

    private void refused(int exitCode, String message, String... arguments) {
        Scene.Ran ran = scene.run(arguments);
        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(exitCode);
        assertThat(ran.err().lines()).singleElement().asString().contains(message);
        assertThat(ran.out()).isEmpty();
    }

    /** A program in the clone, as alice. */
    private void run(String... words) throws Exception {
        scene.git("remote", "set-url", "--push", "origin", scene.pushUrl("alice"));
        Process program = new ProcessBuilder(words)
                .directory(scene.clone.toFile())
                .inheritIO()
                .start();
        assertThat(program.waitFor()).isZero();
    }

    private static String id(int issue) {
        return Scene.REPOSITORY + "#" + issue;
    }
}
