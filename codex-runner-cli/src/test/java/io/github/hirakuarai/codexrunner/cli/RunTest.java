package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.cli.Scene.Ran;
import io.github.hirakuarai.codexrunner.forge.Fault;
import io.github.hirakuarai.codexrunner.forge.RepositoryView.PullView;
import io.github.hirakuarai.codexrunner.model.Permission;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code run} against a forge: the whole way from an issue to its pull request. */
class RunTest {

    private static final JsonMapper JSON = new JsonMapper();

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
    void aBriefBecomesAPullRequestAndASecondRunDoesNothing() {
        int issue = scene.issue(scene.brief("echo hello > out.txt; echo other > other.txt"));

        Ran first = scene.run("run", "--execute");

        assertThat(first.exitCode()).as(first.err()).isEqualTo(ExitCode.OK);
        assertThat(first.out()).startsWith("octo/app#" + issue + "  DONE (success)\n");
        PullView pull = scene.look().pulls().get(0);
        assertThat(scene.look().pulls()).hasSize(1);
        assertThat(pull.files()).containsExactly("out.txt");
        assertThat(pull.issue().title()).isEqualTo("Add out");
        assertThat(pull.issue().body()).doesNotContainIgnoringCase("closes");
        assertThat(scene.look().file(pull.headCommit(), "out.txt")).contains("hello\n");
        assertThat(scene.look().commit(pull.headCommit()).orElseThrow().message())
                .startsWith("add out\n\nCodex-Brief: octo/app#" + issue + "\nCodex-Run: ");
        assertThat(scene.look().issue(issue).orElseThrow().labels())
                .containsExactlyInAnyOrder(Scene.ENABLED, "codex:done");
        assertThat(scene.statusComment(issue)).contains("state=DONE").contains("other.txt");
        assertThat(scene.look().refs("refs/codex/")).hasSize(1);

        int writes = scene.writes().size();
        Ran second = scene.run("run", "--execute");
        assertThat(second.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(second.out()).isEmpty();
        assertThat(scene.writes()).hasSize(writes);
    }

    @Test
    void theCloneStandsAsBeforeAndTheRunsBranchHoldsWhatTheStepsLeft() throws Exception {
        scene.issue(scene.brief("echo hello > out.txt; echo other > other.txt"));

        scene.run("run", "--execute");

        try (Git git = Git.open(scene.clone.toFile())) {
            assertThat(git.getRepository().getBranch()).isEqualTo("main");
            assertThat(git.status().call().isClean()).isTrue();
            assertThat(scene.clone.resolve("out.txt")).doesNotExist();
            assertThat(git.branchList().call())
                    .anyMatch(branch -> branch.getName().startsWith("refs/heads/codex/"));
        }
    }

    @Test
    void aDryRunOnlyReadsAndLeavesNoFile() throws Exception {
        int issue = scene.issue(scene.brief("echo hello > out.txt"));
        Map<String, Long> files = scene.files();
        int writes = scene.writes().size();

        Ran text = scene.run("run", "--dry-run");
        Ran json = scene.run("run", "--dry-run", "--format", "json");

        assertThat(text.exitCode()).as(text.err()).isEqualTo(ExitCode.OK);
        assertThat(text.out())
                .contains("octo/app#" + issue + "  would-run")
                .contains("| echo hello > out.txt")
                .contains("workdir  " + scene.clone);
        JsonNode brief = JSON.readTree(json.out()).get("briefs").get(0);
        assertThat(brief.get("id").stringValue()).isEqualTo("octo/app#" + issue);
        assertThat(brief.get("decision").stringValue()).isEqualTo("would-run");
        assertThat(brief.get("state").stringValue()).isEqualTo("NEW");
        assertThat(brief.get("lane").stringValue()).isEqualTo("devbox");
        assertThat(brief.get("base").stringValue()).isEqualTo("main");
        assertThat(brief.get("branch").stringValue()).matches("codex/" + issue + "-body-[0-9a-f]{8}");
        assertThat(brief.get("steps").get(0).get("script").stringValue()).isEqualTo("echo hello > out.txt\n");
        assertThat(brief.get("outputs").get(0).get("type").stringValue()).isEqualTo("pr");
        assertThat(scene.writes()).hasSize(writes);
        assertThat(scene.files()).isEqualTo(files);
    }

    @Test
    void executeInJsonIsOneEventALine() {
        scene.issue(scene.brief("echo hello | tee out.txt"));

        Ran ran = scene.run("run", "--execute", "--format", "json");

        List<String> events = ran.out()
                .lines()
                .map(JSON::readTree)
                .map(event -> event.get("event").stringValue())
                .toList();
        assertThat(events)
                .containsExactly(
                        "scanned",
                        "evaluated",
                        "claimed",
                        "state-shown",
                        "workspace-ready",
                        "step-started",
                        "step-output",
                        "step-ended",
                        "branch-pushed",
                        "output-delivered",
                        "state-shown",
                        "ended");
        assertThat(ran.err()).isEmpty();
    }

    @Test
    void namesOfFilesAreReadableInTheReport() {
        int issue = scene.issue(scene.brief("mkdir 文書; echo hello > 文書/a.md", "  - type: comment\n    body: done\n"));

        scene.run("run", "--execute");

        assertThat(scene.statusComment(issue))
                .contains("state=DONE")
                .contains("A 文書/a.md")
                .contains("diff --git a/文書/a.md b/文書/a.md")
                .contains("+++ b/文書/a.md");
    }

    @Test
    void aStepThatFailsIsReportedAndPublishesNothing() {
        int issue = scene.issue(scene.brief("echo hello > out.txt; echo the reason; exit 3"));

        Ran ran = scene.run("run", "--execute");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(ran.out()).startsWith("octo/app#" + issue + "  FAILED (failure)");
        assertThat(scene.look().pulls()).isEmpty();
        assertThat(scene.look().refs("refs/heads/")).containsOnlyKeys("refs/heads/main");
        assertThat(scene.look().issue(issue).orElseThrow().labels()).contains("codex:failed");
        assertThat(scene.statusComment(issue))
                .contains("state=FAILED")
                .contains("the reason")
                .contains("exit 3")
                .contains("+hello");

        int writes = scene.writes().size();
        assertThat(scene.run("run", "--execute").exitCode()).isEqualTo(ExitCode.OK);
        assertThat(scene.writes()).as("a failed brief waits for a person").hasSize(writes);
    }

    @Test
    void aStrangersBriefIsNotEvenAnswered() {
        int issue = scene.forge.createIssue(
                Scene.REPOSITORY, "mallory", "work", scene.brief("echo hello > out.txt"), List.of());
        scene.forge.as("alice").addLabel(Scene.REPOSITORY, issue, Scene.ENABLED);
        int writes = scene.writes().size();

        Ran executed = scene.run("run", "--execute");
        Ran dry = scene.run("run", "--dry-run");

        assertThat(executed.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(scene.writes()).hasSize(writes);
        assertThat(dry.out()).contains("held").contains("AUTHOR_NOT_PERMITTED");
    }

    @Test
    void anInvalidBriefIsAnsweredOnceWithAllItsProblems() {
        int issue = scene.issue("```codex-brief\nexecutor: devbox\nrepo: octo/app\nbranch: true\nouputs: []\n```\n");

        Ran dry = scene.run("run", "--dry-run");
        Ran first = scene.run("run", "--execute");

        assertThat(dry.exitCode()).isEqualTo(ExitCode.INVALID);
        assertThat(first.exitCode()).isEqualTo(ExitCode.INVALID);
        assertThat(scene.statusComment(issue))
                .contains("4:9 WRONG_TYPE")
                .contains("5:1 UNKNOWN_FIELD")
                .contains("outputs");
        int writes = scene.writes().size();
        scene.run("run", "--execute");
        assertThat(scene.writes()).hasSize(writes);
    }

    @Test
    void noTokenAndNoSecretReachesAStepOrLeavesIt() {
        int issue = scene.issue(scene.brief("env; echo \"key " + Scene.SECRET + "\"; echo ok > out.txt; exit 1"));

        Ran ran = scene.run("run", "--execute", "-v");

        String token = scene.environment.get("GITHUB_TOKEN");
        assertThat(scene.statusComment(issue))
                .contains("CODEX_BRIEF_ID=octo/app#" + issue)
                .contains("key ***")
                .doesNotContain(token)
                .doesNotContain("GITHUB_TOKEN")
                .doesNotContain("DEPLOY_KEY")
                .doesNotContain(Scene.SECRET);
        assertThat(ran.out() + ran.err()).doesNotContain(token).doesNotContain(Scene.SECRET);
        assertThat(scene.forge.requests())
                .allSatisfy(request -> assertThat(request.path() + request.query() + request.requestBody())
                        .doesNotContain(token)
                        .doesNotContain(Scene.SECRET));
    }

    /** What a brief names is shown while it runs, and in what is wrong with it. */
    @Test
    void aSecretThatABriefNamesIsMaskedOnTheTerminal() {
        int held = scene.issue(scene.brief("true").replace("workdir: ", "workdir: /" + Scene.SECRET));
        int step = scene.issue(scene.brief("exit 1").replace("name: work", "name: use " + Scene.SECRET));
        int base = scene.issue(scene.brief(
                "echo ok > out.txt",
                "  - type: pr\n    title: t\n    commit_message: m\n    files: [out.txt]\n    base: " + Scene.SECRET
                        + "\n"));

        Ran shown = scene.run("status");
        Ran ran = scene.run("run", "--execute");

        assertThat(shown.out()).contains("WORKDIR_MISSING").doesNotContain(Scene.SECRET);
        assertThat(ran.out() + ran.err())
                .contains("WORKDIR_MISSING", "use ***", "NO_BASE")
                .doesNotContain(Scene.SECRET);
        assertThat(scene.statusComments(held)).isEmpty();
        assertThat(scene.statusComment(step) + scene.statusComment(base)).doesNotContain(Scene.SECRET);
    }

    @Test
    void aFileWithASecretIsNotPublished() {
        int issue = scene.issue(scene.brief("echo '" + Scene.SECRET + "' > out.txt"));

        Ran ran = scene.run("run", "--execute");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(scene.statusComment(issue)).contains("SECRET_IN_OUTPUT").doesNotContain(Scene.SECRET);
        assertThat(scene.look().refs("refs/heads/")).containsOnlyKeys("refs/heads/main");
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(strings = {"base32", "xxd -p", "od -tx1"})
    void whateverItWasWrittenWith(String tool) throws Exception {
        aSecretOverSeveralLinesIsInNoDiffNoLogAndNoReport(tool);
    }

    /** In an encoding and as it stands. Neither the prefixes of a diff nor those that a step writes hide what spans several lines. */
    @ParameterizedTest
    @ValueSource(strings = {"base64", "fold -w 40"})
    void aSecretOverSeveralLinesIsInNoDiffNoLogAndNoReport(String tool) throws Exception {
        String secret = "tok_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789abcdefghijklmnop";
        scene.environment.put("DEPLOY_KEY", secret);
        String write = "printf %s " + secret + " | " + tool;
        int issue = scene.issue(scene.brief(
                write + " > out.txt; " + write + " | sed 's/^/[12:00:01] /'",
                "  - type: report\n    path: report.md\n"));

        scene.run("run", "--execute");

        Process encoder = new ProcessBuilder("bash", "-c", write).start();
        List<String> lines = new String(encoder.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.length() > 30)
                .toList();
        assertThat(lines).hasSizeGreaterThan(1);
        assertThat(scene.statusComment(issue)).contains("***").doesNotContain(lines.toArray(String[]::new));
        String branch =
                scene.look().refs("refs/heads/codex/").keySet().iterator().next();
        assertThat(scene.look().file(branch, "report.md").orElseThrow())
                .contains("***")
                .doesNotContain(lines.toArray(String[]::new));
    }

    @Test
    void briefsOfOneDocumentRunInOrderAndNoneAfterAFailure() {
        int issue = scene.issue(scene.brief("exit 1") + scene.brief("echo second > out.txt"));

        Ran ran = scene.run("run", "--execute");

        assertThat(ran.out().lines())
                .filteredOn(line -> !line.startsWith("  "))
                .singleElement()
                .asString()
                .startsWith("octo/app#" + issue + "  FAILED");
        assertThat(scene.run("run", "--dry-run").out()).contains("EARLIER_FAILED");
    }

    @Test
    void aDirtyCloneKeepsTheBriefBackAndStaysUntouched() throws Exception {
        scene.issue(scene.brief("echo hello > out.txt"));
        Files.writeString(scene.clone.resolve("README.md"), "a person is at work\n");
        int writes = scene.writes().size();

        Ran ran = scene.run("run", "--execute");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(ran.err()).contains("WORKDIR_DIRTY");
        assertThat(scene.writes()).hasSize(writes);
        assertThat(scene.clone.resolve("README.md")).hasContent("a person is at work\n");
    }

    @Test
    void aRepositoryWhoseRecordCannotBeWrittenKeepsTheBriefBack() {
        int issue = scene.issue(scene.brief("echo hello > out.txt"));
        scene.forge.refuseRefs(Scene.REPOSITORY, "refs/codex/");

        Ran ran = scene.run("run", "--execute");

        assertThat(ran.err()).contains("CLAIM_IMPOSSIBLE");
        assertThat(scene.look().comments(issue)).isEmpty();
        assertThat(scene.look().pulls()).isEmpty();
    }

    @Test
    void withoutBashOneLineSaysTheMendAndNothingIsClaimed() {
        scene.issue(scene.brief("echo hello > out.txt"));
        scene.environment.put("PATH", folder.toString());
        int writes = scene.writes().size();

        Ran dry = scene.run("run", "--dry-run");
        Ran ran = scene.run("run", "--execute", "-q");

        assertThat(dry.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(dry.out()).contains("held", "LANE_UNUSABLE", "bash", "install");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err().lines())
                .singleElement()
                .asString()
                .contains("bash")
                .contains("install");
        assertThat(scene.writes()).hasSize(writes);
        scene.environment.put("PATH", System.getenv("PATH"));
        assertThat(scene.run("run", "--execute").out()).contains("DONE (success)");
    }

    @Test
    void aStateFolderThatCannotBeWrittenIsOneLineAndNothingIsClaimed() throws Exception {
        scene.issue(scene.brief("echo hello > out.txt"));
        Files.writeString(scene.folder.resolve("state"), "a file where the folder should be");
        int writes = scene.writes().size();

        Ran ran = scene.run("run", "--execute", "-q");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err().lines())
                .singleElement()
                .asString()
                .contains("state")
                .contains("writable");
        assertThat(scene.writes()).hasSize(writes);
    }

    @Test
    void aForgeThatIsNotThereIsOneLine() {
        scene.issue(scene.brief("echo hello > out.txt"));
        scene.forge.close();

        Ran ran = scene.run("run", "--execute", "-q");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(ran.err().lines()).singleElement().asString().contains("127.0.0.1");
    }

    @Test
    void aWrongTokenIsOneLine() {
        scene.environment.put("GITHUB_TOKEN", "ghp_thisTokenWasRevokedLongAgo0123456789");

        Ran ran = scene.run("run", "--execute", "-q");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(ran.err().lines())
                .singleElement()
                .asString()
                .contains("token")
                .doesNotContain("ghp_this");
    }

    @Test
    void withoutAConfigurationTheMendIsSaid() throws Exception {
        Files.delete(scene.configuration);

        Ran ran = scene.run("run");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err().lines()).singleElement().asString().contains("--config");
    }

    @Test
    void aCommentThatTheForgeDoesNotTakeCostsNotTheWork() {
        int issue = scene.issue(scene.brief("echo hello > out.txt"));
        scene.forge.as("alice").lock(Scene.REPOSITORY, issue);
        scene.forge.as("alice").unlock(Scene.REPOSITORY, issue);
        scene.forge
                .faults()
                .every(
                        request -> request.method().equals("PATCH")
                                && request.path().contains("/comments/"),
                        Fault.answer(404, Map.of()));

        Ran ran = scene.run("run", "--execute");

        assertThat(scene.look().pulls()).hasSize(1);
        assertThat(ran.out()).contains("DONE (success)");
    }

    @Test
    void twoRunnersShareTheBriefsAndNoneRunsTwice() throws Exception {
        for (int n = 0; n < 4; n++) {
            scene.issue(scene.brief("echo " + n + " > out.txt"));
        }
        Scene.Ran[] other = new Scene.Ran[1];
        Thread second = new Thread(() -> other[0] = scene.run("run", "--execute"));
        second.start();
        Ran first = scene.run("run", "--execute");
        second.join();

        assertThat(scene.look().pulls()).hasSizeLessThanOrEqualTo(4);
        scene.run("run", "--execute");
        assertThat(scene.look().pulls()).hasSize(4);
        assertThat((first.out() + other[0].out()).lines().filter(line -> line.contains("FAILED")))
                .isEmpty();
        assertThat(scene.look().refs("refs/codex/")).hasSize(4);
    }

    @Test
    void aReaderOfTheRepositoryMayNotGiveCommands() {
        scene.forge.setPermission(Scene.REPOSITORY, "alice", Permission.READ);
        int writes = scene.writes().size();
        int issue = scene.forge.createIssue(Scene.REPOSITORY, "octo", "work", "text", List.of(Scene.ENABLED));
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, scene.brief("echo hello > out.txt"));

        scene.run("run", "--execute");

        assertThat(scene.writes()).hasSize(writes);
    }
}
