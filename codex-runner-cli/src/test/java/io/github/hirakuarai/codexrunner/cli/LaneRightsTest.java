package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a lane does not allow is not run, and never pushed. */
@Timeout(120)
class LaneRightsTest {

    private static final String EVERYTHING =
            "  - type: pr\n    title: Add\n    commit_message: add\n    files: ['**']\n    allow_missing: true\n";

    @TempDir
    private Path folder;

    private Scene scene;

    @BeforeEach
    void setUp() throws IOException {
        scene = Scene.in(folder.toRealPath());
        Files.createDirectories(scene.clone.resolve(".github/workflows"));
        Files.writeString(scene.clone.resolve(".github/workflows/ci.yml"), "on: push\n");
        commit("a workflow");
        git("push", "-q", scene.pushUrl("alice"), "HEAD:main", "HEAD:release");
    }

    @AfterEach
    void tearDown() {
        scene.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            WORKFLOWS_NOT_ALLOWED | rm .github/workflows/ci.yml
            WORKFLOWS_NOT_ALLOWED | mkdir -p .GitHub/Workflows; echo x > .GitHub/Workflows/a.yml
            UNSAFE_FILE_NAME | mkdir 'git~1'; echo x > 'git~1/config'
            SECRET_IN_OUTPUT | echo x > "hunter2-and-some-more"
            """)
    void whatTheTreeMayNotHoldIsNotPushed(String code, String script) {
        int issue = scene.issue(scene.brief(script, EVERYTHING));

        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(ran.exitCode()).as(ran.out() + ran.err()).isEqualTo(ExitCode.FAILED);
        assertThat(scene.statusComment(issue)).contains(code).doesNotContain(Scene.SECRET);
        assertThat(scene.look().refs("refs/heads/")).containsOnlyKeys("refs/heads/main", "refs/heads/release");
        assertThat(scene.look().pulls()).isEmpty();
    }

    @Test
    void aWorkflowThatTheBaseHasAndTheOutputsOwnBaseHasNotIsNotPushed() throws IOException {
        Files.writeString(scene.clone.resolve(".github/workflows/ci.yml"), "on: pull_request_target\n");
        commit("another workflow");
        git("push", "-q", scene.pushUrl("alice"), "HEAD:main");
        int issue = scene.issue(scene.brief("echo hello > out.txt", EVERYTHING + "    base: release\n"));

        scene.run("run", "--execute");

        assertThat(scene.statusComment(issue))
                .contains("WORKFLOWS_NOT_ALLOWED")
                .contains("which a merge into release brings");
        assertThat(scene.look().pulls()).isEmpty();
    }

    @Test
    void anOutputMayHaveABaseOfItsOwn() {
        int issue = scene.issue(scene.brief("echo hello > out.txt", EVERYTHING + "    base: release\n"));

        scene.run("run", "--execute");

        assertThat(scene.statusComment(issue)).contains("state=DONE");
    }

    /** The build sees each code once, and a workflow taken away and one under another name of its folder. */
    @Tag("slow")
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            WORKFLOWS_NOT_ALLOWED | rm -r .github; echo x > .github
            WORKFLOWS_NOT_ALLOWED | rm -r .github/workflows; ln -s ../elsewhere .github/workflows
            WORKFLOWS_NOT_ALLOWED | git mv .github/workflows/ci.yml ci.yml
            UNSAFE_FILE_NAME | echo x > $'a\\xe2\\x80\\xaeb.txt'
            """)
    void howeverItGotThere(String code, String script) {
        whatTheTreeMayNotHoldIsNotPushed(code, script);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            permissions: read | is read-only and delivers no pr
            allow: {repositories: [octo/other]} | changes of the repository octo/app
            allow: {branches: [release]} | work for the branch main; it allows release
            allow: {branches: [main]} | work for the branch release; it allows main
            allow: {branches: [mai]} | work for the branch main; it allows mai
            allow: {branches: ['m*/x']} | work for the branch main; it allows m*/x
            allow: {authors: [bob]} | does not run briefs of alice
            allow: {authors: [octo/deployers]} | does not run briefs of alice
            allow: {outputs: [comment]} | outputs of type pr
            allow: {steps: [make]} | shell steps; it allows make
            allow: {kubectl: {verbs: [get]}} | shell steps; it allows kubectl
            allow: {paths: [docs]} | changes of out.txt; it allows docs
            """)
    void whatTheLaneDoesNotAllowHoldsTheBriefInADryRunAsInARun(String keys, String reason) throws IOException {
        lane(keys);
        String pull = EVERYTHING.replace("'**'", "out.txt") + "    base: release\n";
        int issue = scene.issue(scene.brief("echo hello > out.txt", pull));
        int writes = scene.writes().size();

        for (String mode : new String[] {"--dry-run", "--execute"}) {
            Scene.Ran ran = scene.run("run", mode);
            assertThat(ran.out() + ran.err())
                    .as(mode)
                    .contains("LANE_NOT_ALLOWED")
                    .contains(reason);
        }
        assertThat(scene.run("status").out()).contains("LANE_NOT_ALLOWED").contains(reason);

        assertThat(scene.writes()).hasSize(writes);
        assertThat(scene.statusComments(issue)).isEmpty();
    }

    @Test
    void anUnclosedBracketMatchesNothingAndIsNoTrace() throws IOException {
        lane("allow: {branches: ['[a']}");
        scene.issue(scene.brief("echo hello > out.txt"));

        Scene.Ran held = scene.run("run", "--execute");

        assertThat(held.err()).contains("it allows [a").doesNotContain("Exception");
        lane("timeout: 5m");
        scene.issue(scene.brief("echo hello > out.txt", EVERYTHING.replace("'**'", "'[b'")));
        Scene.Ran ran = scene.run("run", "--execute");
        assertThat(ran.out() + ran.err()).doesNotContain("Exception");
    }

    @Test
    void aLaneMayRunTheBriefsOfATeam() throws IOException {
        lane("allow: {authors: [octo/deployers]}");
        scene.forge.addMember("octo/deployers", "alice");
        int issue = scene.issue(scene.brief("echo hello > out.txt"));

        scene.run("run", "--execute");

        assertThat(scene.statusComment(issue)).contains("state=DONE");
    }

    @Test
    void aReadOnlyLaneReportsWhatItsStepsChangedAndThrowsItAway() throws IOException {
        lane("permissions: read");
        int issue = scene.issue(scene.brief("echo hello > out.txt", "  - type: comment\n    body: looked\n"));

        scene.run("run", "--execute");

        assertThat(scene.statusComment(issue)).contains("state=DONE").contains("out.txt");
        assertThat(git("branch", "--list", "codex/*")).isEmpty();
        assertThat(scene.look().refs("refs/heads/")).containsOnlyKeys("refs/heads/main", "refs/heads/release");
    }

    @Test
    void aLanesRightsAreShownByStatusAndDoctor() throws IOException {
        lane("allow: {branches: [main], kubectl: {verbs: [get, describe, wait], namespaces: [dev]}}");

        Scene.Ran table = scene.run("status", "--lanes");
        Scene.Ran json = scene.run("status", "--lanes", "--format", "json");

        assertThat(table.out().lines().map(line -> line.replaceAll(" +", " ")))
                .contains(
                        "devbox permissions write",
                        "devbox branches main",
                        "devbox steps kubectl",
                        "devbox env nothing",
                        "devbox kubectl.verbs get, describe, wait",
                        "devbox kubectl.resources anything but secrets",
                        "devbox kubectl.namespaces dev",
                        "devbox paths anything",
                        "devbox approvals 0",
                        "devbox approvers anybody whose briefs run",
                        "devbox maxRuns 1",
                        "devbox workflows false");
        assertThat(json.out()).contains("\"kubectl.namespaces\" : \"dev\"");
        assertThat(scene.run("doctor").out())
                .containsPattern("ok +lane devbox +allows permissions: write;.* branches: main;.* steps: kubectl;");
        scene.configure("");
        lane("approvals: 2, approvers: [bob, octo/team], maxRuns: 3");
        assertThat(scene.run("status", "--lanes").out().lines().map(line -> line.replaceAll(" +", " ")))
                .contains("devbox approvals 2", "devbox approvers bob, octo/team", "devbox maxRuns 3");
        assertThat(scene.run("doctor").out().replaceAll("\\s+", " "))
                .contains("approvals: 2; approvers: bob, octo/team; maxRuns: 3");
    }

    private void lane(String keys) throws IOException {
        String text = Files.readString(scene.configuration);
        Files.writeString(scene.configuration, text.replace("{executor: local}", "{executor: local, " + keys + "}"));
    }

    private void commit(String message) {
        git("add", "-A");
        git("-c", "user.name=Alice", "-c", "user.email=alice@example.org", "commit", "-q", "-m", message);
    }

    private String git(String... arguments) {
        return scene.git(arguments);
    }
}
