package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code status}: where briefs stand, and what their records have said. */
class StatusTest {

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
    void eachBriefIsALineAndWhatKeepsItBackStandsBelow() throws Exception {
        int failed = scene.issue(scene.brief("exit 1"));
        scene.run("run", "--execute");
        int fresh = scene.issue(scene.brief("echo ok > out.txt"));
        int strangers = scene.forge.createIssue(Scene.REPOSITORY, "mallory", "work", scene.brief("echo hi"), List.of());
        scene.forge.as("alice").addLabel(Scene.REPOSITORY, strangers, Scene.ENABLED);
        Map<String, Long> files = scene.files();
        int writes = scene.writes().size();

        Scene.Ran ran = scene.run("status");

        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.OK);
        assertThat(ran.cells())
                .contains("BRIEF | STATE | NEXT | TITLE | WRITTEN\n")
                .contains("octo/app#" + failed + " | FAILED | finished | work | ")
                .contains("\n | STEP_FAILED: step 1 (work) failed: exit 1\n | next: codex-runner retry octo/app#"
                        + failed)
                .contains("octo/app#" + fresh + " | NEW | would run | work | ")
                .contains("octo/app#" + strangers + " | NEW | held | work | ")
                .contains("\n | AUTHOR_NOT_PERMITTED: ")
                .containsPattern("\n\n3 briefs: .*1 would run");
        assertThat(scene.writes()).hasSize(writes);
        assertThat(scene.files()).isEqualTo(files);
    }

    @Test
    void theNextCommandsReadTheSameConfiguration() throws Exception {
        Path named = Files.move(scene.configuration, scene.folder.resolve("my runner.yaml"));
        int failed = scene.issue(scene.brief("exit 1"));

        Scene.Ran run = scene.run("run", "--execute", "--config", named.toString());
        Scene.Ran status = scene.run("status", "--config", named.toString());

        String retry = "codex-runner retry octo/app#" + failed + " --config '" + named + "'";
        assertThat(run.out()).contains(retry).containsPattern("runs [^ ]+ --config '");
        assertThat(status.out()).contains("next: " + retry).containsPattern("runs [^ ]+ --config '");
    }

    @Test
    void aBriefIsNamedByTheAddressOfItsPageToo() {
        int issue = scene.issue(scene.brief("echo hi > out.txt"));
        String page = scene.forge.webUrl() + "octo/app/issues/" + issue;

        assertThat(scene.run("status", page).cells()).contains("octo/app#" + issue + " | NEW | would run");
        assertThat(scene.run("run", "--execute", "--brief", page).out()).contains("DONE");
        assertThat(scene.run("runs", page).out()).contains("brief    octo/app#" + issue);
        assertThat(IssueAddress.briefId("https://github.com/octo/app/pull/7#discussion_r12"))
                .hasToString("Optional[octo/app#7-r12]");
        assertThat(IssueAddress.briefId("https://github.com/octo/app/issues/7#issuecomment-12"))
                .hasToString("Optional[octo/app#7-c12]");
    }

    @Test
    void aMisspeltLaneIsToldWithTheOneThatWasProbablyMeant() {
        scene.issue(scene.brief("echo hi").replace("executor: devbox", "executor: devbx"));
        scene.issue(scene.brief("echo hi").replace("executor: devbox", "executor: cluster"));

        assertThat(scene.run("status").cells())
                .contains("LANE_NOT_SERVED: this runner has no lane devbx; did you mean devbox?")
                .contains("LANE_NOT_SERVED: this runner has no lane cluster; another one may");
    }

    @Test
    void anotherRunnersBriefsHaveTheStatesOfTheirRecords() throws Exception {
        int done = scene.issue(scene.brief("echo hi > out.txt"));
        int failed = scene.issue(scene.brief("exit 1"));
        scene.run("run", "--execute");
        int fresh = scene.issue(scene.brief("echo hi"));
        Files.writeString(
                scene.configuration,
                Files.readString(scene.configuration)
                        .replace("id: devbox, stateDir: state", "id: other, stateDir: other")
                        .replace("devbox: {executor", "cluster: {executor"));

        assertThat(scene.run("status").cells())
                .contains("octo/app#" + done + " | DONE | finished | ")
                .contains("octo/app#" + failed + " | FAILED | finished | ")
                .contains("octo/app#" + fresh + " | NEW | held | ");
        assertThat(scene.run("run").out()).contains("octo/app#" + done + "  finished  (DONE");
        assertThat(scene.run("status", "--format", "json").out())
                .containsPattern("\"id\" ?: ?\"octo/app#" + done + "\"[^{}]*\"state\" ?: ?\"DONE\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "codex:enable  | has no label codex:enabled; its label codex:enable may be a misspelling",
                "codex_enabled | has no label codex:enabled; its label codex_enabled may be a misspelling",
                "codex:auto    | has no label codex:enabled",
                "codex:failed  | has no label codex:enabled"
            })
    void aMisspeltLabelIsToldWithTheOneThatWasProbablyMeant(String label, String message) {
        int issue = scene.forge.createIssue(Scene.REPOSITORY, "alice", "work", scene.brief("echo hi"), List.of(label));

        assertThat(scene.run("status", "octo/app#" + issue).cells())
                .contains("NOT_ENABLED: octo/app#" + issue + " " + message + "\n");
    }

    @Test
    void aBriefThatRunsHereIsShownWithItsStep() throws Exception {
        Path go = scene.folder.resolve("go");
        Path begun = scene.folder.resolve("begun");
        int issue = scene.issue(scene.brief("echo one > out.txt")
                .replace(
                        "outputs:\n",
                        "  - name: wait\n    shell: |\n      touch " + begun + "\n      until [ -e " + go
                                + " ]; do sleep 0.1; done\noutputs:\n"));
        CompletableFuture<Scene.Ran> run = scene.begin("run", "--execute");
        Until.holds(run, () -> Files.exists(begun));

        Scene.Ran ran = scene.run("status");
        Files.createFile(go);

        assertThat(ran.cells())
                .contains("octo/app#" + issue + " | RUNNING | running here, step 2 of 2 | work | ")
                .doesNotContain("CLAIMED_ELSEWHERE")
                .endsWith("\n\n1 brief: 1 running here\n");
        assertThat(run.get().exitCode()).isEqualTo(ExitCode.OK);
    }

    @Test
    void aBriefThatWaitsForAnotherOnItsLaneNamesIt() throws Exception {
        int last = scene.issue(prioritized("low"));
        int first = scene.issue(prioritized("high"));
        int second = scene.issue(prioritized("normal"));

        assertThat(scene.run("status").out())
                .contains("  waits for its turn on the lane devbox: number 2, after octo/app#" + first + "\n")
                .contains("  waits for its turn on the lane devbox: number 3, after octo/app#" + second + "\n")
                .doesNotContain("after octo/app#" + last);

        Files.writeString(
                scene.configuration,
                Files.readString(scene.configuration)
                        .replace("devbox: {executor: local}", "devbox: {executor: local, maxRuns: 2}"));
        assertThat(scene.run("status").out())
                .containsOnlyOnce("waits for its turn")
                .contains("number 3, after octo/app#" + first + "; the lane runs 2 at once");
    }

    @Test
    void theServicesViewSaysHowOftenItLooks() throws Exception {
        scene.configure("watch: {interval: 2m}\n");
        scene.forge.createIssue(
                Scene.REPOSITORY, "alice", "work", scene.brief("echo 1 > out.txt"), List.of("codex:auto"));

        assertThat(scene.run("status", "--service").out()).endsWith("the service looks for briefs every 2 min\n");
    }

    private String prioritized(String priority) {
        return scene.brief("echo " + priority + " > out.txt")
                .replace("executor: devbox\n", "executor: devbox\npriority: " + priority + "\n");
    }

    @Test
    void theHistoryOfABriefNamesEachAttemptOnce() throws Exception {
        Path fixed = scene.folder.resolve("fixed");
        int issue = scene.issue(scene.brief("test -e " + fixed + " && echo ok > out.txt"));
        scene.issue(scene.brief("echo another > out.txt"));
        scene.run("run", "--execute", "--issue", Integer.toString(issue));
        Files.createFile(fixed);
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex retry");
        scene.run("run", "--execute");

        Scene.Ran text = scene.run("status", "octo/app#" + issue, "--history");
        Scene.Ran json = scene.run("status", "octo/app#" + issue, "--history", "--format", "json");

        assertThat(text.out().lines().toList())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("BRIEF  "),
                        line -> assertThat(line).startsWith("octo/app#" + issue + "  DONE   finished  work "),
                        line -> assertThat(line).isEmpty(),
                        line -> assertThat(line).isEqualTo("1 brief: 1 finished"),
                        line -> assertThat(line).startsWith("record of sha256:").endsWith(" in octo/app"),
                        line -> assertThat(line)
                                .contains("  PICKED  attempt 1, run ")
                                .endsWith(", devbox"),
                        line -> assertThat(line).contains("  RUNNING  attempt 1"),
                        line -> assertThat(line).contains("  FAILED (failure, STEP_FAILED)  attempt 1"),
                        line -> assertThat(line).contains("  PICKED  attempt 2"),
                        line -> assertThat(line).contains("  RUNNING  attempt 2"),
                        line -> assertThat(line).contains("  DONE (success)  attempt 2"));
        JsonNode document = JSON.readTree(json.out());
        assertThat(document.get("briefs").get(0).get("state").stringValue()).isEqualTo("DONE");
        JsonNode entries = document.get("records").get(0).get("entries");
        assertThat(entries).hasSize(6);
        assertThat(entries.get(2).get("result").stringValue()).isEqualTo("failure");
        assertThat(entries.get(3).get("result").isNull()).isTrue();
    }

    @Test
    void aBriefIsFoundByItsIdWhateverItsIssueCarries() {
        int issue = scene.forge.createIssue(
                Scene.REPOSITORY, "alice", "work", scene.brief("echo ok > out.txt"), List.of("codex:auto"));

        assertThat(scene.run("status").out()).isEqualTo("no briefs found\n");
        assertThat(scene.run("status", "octo/app#" + issue).out())
                .contains("held")
                .contains("NOT_ENABLED");
        assertThat(scene.run("status", "--service").out()).contains("octo/app#" + issue);
    }

    @Test
    void aBriefThatThereIsNotIsOneLine() {
        int issue = scene.issue("no brief here");

        Scene.Ran ran = scene.run("status", "octo/app#" + issue);

        assertThat(ran.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(ran.err().lines())
                .singleElement()
                .asString()
                .contains("octo/app#" + issue)
                .contains("status");
    }

    @Test
    void theNumberOfAnIssueIsEnoughWhereOneRepositoryIsConfigured() {
        int issue = scene.issue(scene.brief("echo ok > out.txt"));

        assertThat(scene.run("status", Integer.toString(issue)).cells())
                .contains("octo/app#" + issue + " | NEW | would run | ");
    }

    @Test
    void whatIsNoIdAndAHistoryOfNothingAreWrongUsage() {
        assertThat(scene.run("status", "work").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(scene.run("status", "work").err()).contains("owner/name#774");
        assertThat(scene.run("status", "--history").exitCode()).isEqualTo(ExitCode.USAGE);
    }
}
