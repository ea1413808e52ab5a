package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.forge.Ability;
import io.github.hirakuarai.codexrunner.forge.RepositoryView.CommentView;
import io.github.hirakuarai.codexrunner.model.Permission;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lanes that ask for approvals: nothing runs and nothing is pushed without those that the rules ask for. */
@Timeout(120)
class ApprovalsTest {

    private static final Pattern LINE = Pattern.compile("(?m)^ ?/codex approve \\S+ [0-9a-f]{64}$");
    private static final String WHOLE = "echo hello > out.txt";

    @TempDir
    private Path folder;

    private Scene scene;

    @BeforeEach
    void setUp() throws IOException {
        scene = Scene.in(folder.toRealPath());
        for (String login : List.of("bob", "carol")) {
            scene.forge.createUser(login, false);
            scene.forge.setPermission(Scene.REPOSITORY, login, Permission.WRITE);
        }
        scene.forge.setPermission(Scene.REPOSITORY, "mallory", Permission.READ);
        lane("approvals: 1");
    }

    @AfterEach
    void tearDown() {
        scene.close();
    }

    @Test
    void aBriefIsAskedForOnceAndRunsWhenItIsApproved() {
        int issue = scene.issue(scene.brief(WHOLE));
        String base = scene.look().refs("refs/heads/main").get("refs/heads/main");

        assertThat(scene.run("run", "--dry-run").out()).contains("NEEDS_APPROVAL");
        assertThat(requests(issue)).as("a dry run writes nothing").isEmpty();
        Scene.Ran asking = scene.run("run", "--execute");
        assertThat(asking.err()).contains("NEEDS_APPROVAL");
        scene.run("run", "--execute");

        assertThat(requests(issue)).as(asking.err()).hasSize(1);
        assertThat(requests(issue).get(0).body()).contains(WHOLE).contains(base).contains("Add out");
        assertThat(scene.statusComments(issue)).isEmpty();

        approve("bob", issue);
        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(ran.out()).as(ran.err()).contains("DONE (success)");
        assertThat(record()).contains("\"approvals\":[{").contains("\"login\":\"bob\"");
        assertThat(requests(issue)).hasSize(1);
    }

    @Test
    void theRequestShowsWhateverChangesWhatTheStepsDo() {
        int issue = scene.issue(scene.brief(WHOLE)
                .replace("steps:\n", "env: {BASH_ENV: ./of-the-brief.sh}\nsteps:\n")
                .replace(
                        "outputs:\n",
                        "    env: {PATH: /of-the-step}\n    if: always\n    continue_on_error: true\noutputs:\n"));

        scene.run("run", "--execute");

        assertThat(requests(issue).get(0).body())
                .contains("BASH_ENV=./of-the-brief.sh")
                .contains("PATH=/of-the-step")
                .contains("if: always")
                .contains("continue_on_error: true");
    }

    @Test
    void theRequestShowsEveryStepEveryScriptAndEveryFieldOfTheOutputsWhole() {
        StringBuilder steps = new StringBuilder("steps:\n");
        for (int i = 1; i <= 60; i++) {
            steps.append("  - {name: \"step ")
                    .append(i)
                    .append("\", shell: \"echo ")
                    .append(i)
                    .append("; ")
                    .append("true ".repeat(80))
                    .append("# end of ")
                    .append(i)
                    .append("\"}\n");
        }
        int issue = scene.issue(scene.brief(WHOLE)
                .replace("steps:\n", steps)
                .replace("    title: Add out\n", "    title: Add out\n    body: \"first line\\ntype: comment\"\n"));

        scene.run("run", "--execute");

        String shown = requests(issue).get(0).body();
        for (int i = 1; i <= 60; i++) {
            assertThat(shown).contains("step " + i).contains("# end of " + i);
        }
        assertThat(shown).contains("body: first line\n    type: comment\n");
    }

    /** What masks secrets could hide from the approver what runs. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                """
                echo safe
                : '-----BEGIN PRIVATE KEY-----'
                echo evil
                : '-----END PRIVATE KEY-----'
                """,
                "echo sync from https://a:$(echo${IFS}evil)@example.org",
                "x=ghp_ZWNobyBldmlsIGlzIGhlcmUgYXMgYSB0b2tlbg012345"
            })
    void whatTheCommentWouldNotShowAsItIsIsNotAskedFor(String script) {
        int issue = scene.issue(scene.brief(script));

        assertThat(scene.run("run", "--execute").err()).contains("NEEDS_APPROVAL", "cannot be shown whole");

        assertThat(requests(issue)).isEmpty();
    }

    @Test
    void aRunOfBackticksThatWouldBeShortenedIsNotAskedFor() {
        int issue = scene.issue(scene.brief("echo '" + "`".repeat(101) + "'")
                .replace("```codex-brief", "`".repeat(110) + "codex-brief")
                .replaceFirst("```\\s*$", "`".repeat(110) + "\n"));

        assertThat(scene.run("run", "--execute").err()).contains("cannot be shown whole");

        assertThat(requests(issue)).isEmpty();
    }

    @Test
    void whatIsMaskedFromOneTextToTheNextIsNotAskedForEither() {
        String brief = scene.brief("echo '-----BEGIN PRIVATE KEY-----'").replace("outputs:\n", """
                          - {name: hidden, shell: echo evil}
                          - {name: end, shell: "echo '-----END PRIVATE KEY-----'"}
                        outputs:
                        """);
        int issue = scene.issue(brief);

        assertThat(scene.run("run", "--execute").err()).contains("cannot be shown whole");

        assertThat(requests(issue)).isEmpty();
    }

    @Test
    void noLineOfAValueCanPassForAnother() {
        int issue = scene.issue(scene.brief(WHOLE)
                .replace("steps:\n", "timeout: 7m\nenv: {A: \"x\\nB=y\"}\nsteps:\n")
                .replace("    title: Add out\n", "    title: Add out\n    body: \"a\\nfiles: [docs]\"\n"));

        scene.run("run", "--execute");

        assertThat(requests(issue))
                .singleElement()
                .extracting(CommentView::body)
                .asString()
                .contains("A=x\n    B=y\n", "a\n    files: [docs]\n", "7 min", scene.clone.toString());
    }

    @Test
    void anApprovalIsSpentByItsRunWhateverBecomesOfTheRecord() throws IOException {
        Path counter = scene.folder.resolve("counter");
        int issue = scene.issue(scene.brief("echo ran >> " + counter + "; echo hello > out.txt"));
        scene.run("run", "--execute");
        approve("bob", issue);
        assertThat(scene.run("run", "--execute").out()).contains("DONE (success)");
        assertThat(requests(issue).get(0).body()).contains("Approved by bob").contains("new approvals");

        String ref = scene.look().refs("refs/codex/briefs/").keySet().iterator().next();
        scene.git("push", "-q", scene.pushUrl("alice"), ":" + ref);
        scene.look().comments(issue).stream()
                .filter(comment -> comment.body().contains("state=DONE"))
                .forEach(status -> scene.forge.as("alice").deleteComment(Scene.REPOSITORY, status.id()));
        scene.forge.as("alice").removeLabel(Scene.REPOSITORY, issue, "codex:done");
        scene.run("run", "--execute");

        assertThat(counter).hasContent("ran");
        assertThat(requests(issue)).hasSize(2);
        approve("bob", issue);
        scene.run("run", "--execute");
        assertThat(counter).hasContent("ran\nran");
    }

    @Test
    void aBriefThatNoCommentCanShowWholeIsNotAskedFor() {
        int issue = scene.issue(scene.brief(WHOLE + "\n# " + "x".repeat(60_000)));

        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(ran.err())
                .contains("NEEDS_APPROVAL")
                .contains("cannot be shown whole")
                .contains("split the brief");
        assertThat(requests(issue)).isEmpty();
        assertThat(scene.run("run", "--dry-run").out()).contains("cannot be shown whole");
    }

    @Test
    void anApprovalDoesNotCountForAnotherBranchAtTheSameCommit() {
        scene.git("push", "-q", scene.pushUrl("carol"), "HEAD:refs/heads/topic");
        int issue = scene.issue(scene.brief(WHOLE).replace("branch: main", "branch: topic"));
        scene.run("run", "--execute");
        approve("bob", issue);
        scene.forge.as("carol").deleteBranch(Scene.REPOSITORY, "topic");

        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(ran.err()).contains("NEEDS_APPROVAL");
        assertThat(requests(issue)).as("asked anew, for the default branch").hasSize(2);
        assertThat(scene.look().refs("refs/codex/briefs/")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/codex approve", "/codex approve ID 0123456789ab", "/codex aprove ID DIGEST"})
    void aLineThatIsNearlyAnApprovalIsToldWhatIsMissing(String written) {
        int issue = scene.issue(scene.brief(WHOLE));
        scene.run("run", "--execute");
        String[] line = line(issue).split(" ", -1);
        comment("bob", issue, written.replace("ID", line[2]).replace("DIGEST", line[3]));

        assertThat(scene.run("run", "--execute").err()).contains("NEEDS_APPROVAL");

        assertThat(scene.look().comments(issue))
                .last()
                .extracting(CommentView::body)
                .asString()
                .contains("approves nothing")
                .contains("all 64 digits");
    }

    @Test
    void theApprovedRunStartsFromTheCommitThatWasShown() {
        int issue = scene.issue(scene.brief("cat README.md > out.txt"));
        scene.run("run", "--execute");
        String shown = scene.look().refs("refs/heads/main").get("refs/heads/main");
        scene.forge
                .as("carol")
                .push(Scene.REPOSITORY, "main", "change what the step reads", Map.of("README.md", "evil\n"));
        approve("bob", issue);

        assertThat(scene.run("run", "--execute").out()).contains("DONE (success)");

        String branch =
                scene.look().refs("refs/heads/codex/").keySet().iterator().next();
        assertThat(scene.look().file(branch, "out.txt")).contains("# app\n");
        assertThat(scene.look().history(branch).get(1).id()).isEqualTo(shown);
        assertThat(scene.statusComment(issue)).contains("main has moved on since the approval");
    }

    @Test
    void anApprovalDoesNotCountForABaseThatWasRewritten() {
        int issue = scene.issue(scene.brief(WHOLE));
        scene.run("run", "--execute");
        approve("bob", issue);
        scene.git("checkout", "--quiet", "--orphan", "other");
        scene.git("-c", "user.name=x", "-c", "user.email=x@y", "commit", "--quiet", "-m", "other");
        scene.git("push", "--quiet", "--force", scene.pushUrl("carol"), "other:main");
        scene.git("checkout", "--quiet", "main");

        assertThat(scene.run("run", "--execute").out()).contains("FAILED").contains("APPROVED_BASE_GONE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "author",
                "editor",
                "reader",
                "bot",
                "digest",
                "id",
                "quoted",
                "edited",
                "deleted",
                "minimized",
                "early",
                "stranger"
            })
    void whatIsNoApprovalByTheRulesRunsNothing(String kind) throws IOException {
        int issue = scene.issue(scene.brief(WHOLE));
        String body = scene.brief(WHOLE);
        switch (kind) {
            case "editor" -> {
                // Bob writes what will run, and alice, whose brief it is, has the last edit.
                scene.forge.as("bob").editIssue(Scene.REPOSITORY, issue, body + "\nbob was here\n");
                scene.forge.as("alice").editIssue(Scene.REPOSITORY, issue, body);
            }
            case "early" -> {
                String digest = digest(issue);
                scene.forge
                        .as("bob")
                        .comment(Scene.REPOSITORY, issue, "/codex approve octo/app#" + issue + " " + digest);
            }
            case "stranger" -> lane("approvals: 1, approvers: [carol]");
            case "bot" -> {
                scene.forge.createUser("robot", true);
                scene.forge.setPermission(Scene.REPOSITORY, "robot", Permission.WRITE);
                long id = scene.forge.user("robot").id();
                lane("approvals: 1");
                Files.writeString(
                        scene.configuration, Files.readString(scene.configuration) + "gate: {bots: [" + id + "]}\n");
            }
            default -> {}
        }
        scene.run("run", "--execute");
        assertThat(requests(issue)).hasSize(1);
        String line = line(issue);
        switch (kind) {
            case "author" -> approve("alice", issue);
            case "editor", "stranger" -> approve("bob", issue);
            case "reader" -> approve("mallory", issue);
            case "bot" -> approve("robot", issue);
            case "digest" -> comment("bob", issue, line.substring(0, line.length() - 64) + "0".repeat(64));
            case "id" -> comment("bob", issue, line.replace("#" + issue, "#" + issue + "/2"));
            case "quoted" -> comment("bob", issue, "> " + line);
            case "edited" -> {
                long id = comment("bob", issue, "looks bad");
                scene.forge.as("carol").editComment(Scene.REPOSITORY, id, line);
            }
            case "deleted" -> scene.forge.as("bob").deleteComment(Scene.REPOSITORY, approve("bob", issue));
            case "minimized" -> scene.forge.as("carol").minimize(Scene.REPOSITORY, approve("bob", issue), "outdated");
            default -> {}
        }

        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(ran.err()).contains("NEEDS_APPROVAL");
        assertThat(scene.look().refs("refs/codex/briefs/")).isEmpty();
        assertThat(requests(issue)).hasSize(1);
    }

    @Test
    void aRequestThatSomebodyEditedIsReplacedAndItsApprovalsAreVoid() {
        int issue = scene.issue(scene.brief(WHOLE));
        scene.run("run", "--execute");
        CommentView request = requests(issue).get(0);
        approve("bob", issue);
        scene.forge
                .as("carol")
                .editComment(Scene.REPOSITORY, request.id(), request.body().replace("hello", "harmless"));

        assertThat(scene.run("run", "--execute").err()).contains("NEEDS_APPROVAL");
        assertThat(requests(issue)).hasSize(2);
        assertThat(scene.run("run", "--execute").err()).contains("NEEDS_APPROVAL");
        assertThat(requests(issue)).as("nobody is asked twice").hasSize(2);

        approve("bob", issue);
        assertThat(scene.run("run", "--execute").out()).contains("DONE (success)");
    }

    @Test
    void aRequestThatSomebodyDeletedIsWrittenAnew() {
        int issue = scene.issue(scene.brief(WHOLE));
        scene.run("run", "--execute");
        approve("bob", issue);
        scene.forge
                .as("carol")
                .deleteComment(Scene.REPOSITORY, requests(issue).get(0).id());

        assertThat(scene.run("run", "--execute").err()).contains("NEEDS_APPROVAL");
        assertThat(requests(issue)).hasSize(1);
        assertThat(scene.look().refs("refs/codex/briefs/")).isEmpty();
    }

    @Test
    void aRequestThatSomebodyElseForgedIsNone() {
        int issue = scene.issue(scene.brief(WHOLE));
        scene.run("run", "--execute");
        String forged = requests(issue).get(0).body();
        scene.forge
                .as("carol")
                .deleteComment(Scene.REPOSITORY, requests(issue).get(0).id());
        comment("carol", issue, forged);
        comment("bob", issue, lineIn(forged));

        assertThat(scene.run("run", "--execute").err()).contains("NEEDS_APPROVAL");
        assertThat(scene.look().refs("refs/codex/briefs/")).isEmpty();
    }

    @Test
    void anApprovalThatIsWithdrawnWhileItRunsPushesNothing() throws Exception {
        Path begun = scene.folder.resolve("begun");
        Path goOn = scene.folder.resolve("go-on");
        int issue = scene.issue(scene.brief("mkfifo " + goOn + "; touch " + begun + "; cat " + goOn + " > out.txt"));
        scene.run("run", "--execute");
        long approval = approve("bob", issue);
        CompletableFuture<Scene.Ran> run = scene.begin("run", "--execute");
        Until.holds(run, () -> Files.exists(begun));
        scene.forge.as("bob").deleteComment(Scene.REPOSITORY, approval);
        Files.writeString(goOn, "hello\n");

        assertThat(run.join().out()).contains("FAILED (cancelled)").contains("NEEDS_APPROVAL");
        assertThat(scene.look().refs("refs/heads/codex/")).isEmpty();
        assertThat(scene.look().pulls()).isEmpty();
    }

    @Test
    void twoUsersApproveWhereTwoAreAskedFor() throws IOException {
        lane("approvals: 2, approvers: [bob, carol]");
        int issue = scene.issue(scene.brief(WHOLE));
        scene.run("run", "--execute");
        approve("bob", issue);
        approve("bob", issue);
        assertThat(scene.run("run", "--execute").err()).contains("asks for 2 approvals, and has 1");

        approve("carol", issue);
        assertThat(scene.run("run", "--execute").out()).contains("DONE (success)");
    }

    @Test
    void anotherAttemptNeedsAnotherApproval() {
        int issue = scene.issue(scene.brief("exit 1"));
        scene.run("run", "--execute");
        approve("bob", issue);
        assertThat(scene.run("run", "--execute").out()).contains("FAILED (failure)");
        comment("alice", issue, "/codex retry");

        assertThat(scene.run("run", "--execute").err())
                .contains("NEEDS_APPROVAL")
                .doesNotContain("attempt 2");
        assertThat(requests(issue)).hasSize(2);
        approve("bob", issue);
        assertThat(scene.run("run", "--execute").err()).contains("attempt 2");
    }

    @Test
    void anEditedTextNeedsAnApprovalOfItsOwn() {
        int issue = scene.issue(scene.brief(WHOLE));
        scene.run("run", "--execute");
        String line = line(issue);
        scene.forge.as("alice").editIssue(Scene.REPOSITORY, issue, scene.brief("echo other > out.txt"));
        comment("bob", issue, line);

        assertThat(scene.run("run", "--execute").err()).contains("NEEDS_APPROVAL");
        assertThat(requests(issue)).hasSize(2);
        assertThat(scene.look().refs("refs/codex/briefs/")).isEmpty();
    }

    @Test
    void whereTheForgeCannotTellWhoEditedTheBriefNobodyCanApproveIt() {
        scene.forge.lack(Ability.GRAPHQL);
        int issue = scene.issue(scene.brief(WHOLE));

        assertThat(scene.run("run", "--execute").err())
                .contains("NEEDS_APPROVAL")
                .contains("the forge cannot tell who edited the brief");
        assertThat(requests(issue)).isEmpty();
    }

    @Test
    void nobodyIsAskedToApproveAStrangersBrief() {
        int issue = scene.forge.createIssue(
                Scene.REPOSITORY, "mallory", "work", scene.brief(WHOLE), List.of(Scene.ENABLED));

        scene.run("run", "--execute");

        assertThat(requests(issue)).isEmpty();
    }

    private long approve(String login, int issue) {
        return comment(login, issue, line(issue));
    }

    private long comment(String login, int issue, String text) {
        return scene.forge.as(login).comment(Scene.REPOSITORY, issue, text);
    }

    private String line(int issue) {
        List<CommentView> requests = requests(issue);
        return lineIn(requests.get(requests.size() - 1).body());
    }

    private static String lineIn(String body) {
        Matcher line = LINE.matcher(body);
        assertThat(line.find()).as(body).isTrue();
        return line.group().strip();
    }

    private String digest(int issue) throws IOException {
        Scene.Ran ran = scene.run("run", "--dry-run", "--format", "json");
        Matcher digest = Pattern.compile("sha256:([0-9a-f]{64})").matcher(ran.out());
        assertThat(digest.find()).as("issue " + issue).isTrue();
        return digest.group(1);
    }

    private List<CommentView> requests(int issue) {
        return scene.look().comments(issue).stream()
                .filter(comment -> comment.author().equals("runner"))
                .filter(comment -> comment.body().contains(" command=approval/"))
                .toList();
    }

    private String record() {
        String tip = scene.look().refs("refs/codex/briefs/").values().iterator().next();
        return scene.look().commit(tip).orElseThrow().message();
    }

    private void lane(String keys) throws IOException {
        scene.configure("");
        String configuration = Files.readString(scene.configuration);
        Files.writeString(
                scene.configuration,
                configuration.replace("devbox: {executor: local}", "devbox: {executor: local, " + keys + "}"));
    }
}
