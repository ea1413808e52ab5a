package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.cli.Scene.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which steps run after one that did not end well, how long they may take, and what people are told of it. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class StepFlowTest {

    private static final String PULL_REQUEST =
            "  - type: pr\n    title: Add out\n    commit_message: add out\n    files: [out.txt]\n";

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
    void afterAFailureOnlyTheCleaningUpIsDone() {
        int issue = issue(
                "",
                "  - {name: breaks, shell: 'echo the reason; exit 3'}",
                "  - {name: depends, shell: 'touch " + scene.folder + "/depended'}",
                "  - {name: cleans, if: always, shell: 'echo cleaned; exit 4'}",
                "  - {name: cleans more, if: always, shell: 'echo cleaned more'}");

        Ran ran = scene.run("run", "--execute");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(ran.out()).contains("FAILED (failure)").contains("step 1 (breaks) failed: exit 3");
        assertThat(scene.folder.resolve("depended")).doesNotExist();
        assertThat(scene.statusComment(issue))
                .contains("state=FAILED", "`breaks`** | **exit 3**", "`depends` | skipped")
                .contains("`cleans`** | **exit 4**", "`cleans more` | exit 0", "the reason");
        assertThat(scene.look().pulls()).isEmpty();
    }

    @Test
    void ofLongOutputTheCommentShowsWhatExplainsTheResultAndCountsTheRestOnce() {
        int progress = issue(
                "",
                "  - name: progress\n    shell: |\n      for i in $(seq 6000); do printf '\\rprogress %d' $i; done; echo; exit 1");
        int flood = issue("", "  - name: flood\n    shell: echo boom >&2; yes longline | head -c 300000; exit 7");

        scene.run("run", "--execute");

        assertThat(scene.statusComment(progress)).contains("\n\n```text\nprogress 6000\n```\n");
        assertThat(scene.statusComment(flood))
                .contains("```text\nboom\nlongline\n")
                .containsOnlyOnce("left out")
                .contains("[… 33,302 lines left out …]\nlongline\n");
    }

    @Test
    void aRunThatIsToldToTerminateEndsItsStepAndItsBriefAsCancelled() throws Exception {
        Path begun = scene.folder.resolve("begun");
        int issue = issue("", "  - {name: works, shell: 'echo $$ > " + begun + "; sleep 25'}");
        try (RunnerProcess runner = RunnerProcess.start(scene, List.of(), "run", "--execute")) {
            Until.holds(runner, () -> Files.exists(begun) && Files.size(begun) > 0);
            runner.signal("TERM");

            assertThat(runner.exitCode()).as(runner.output()).isEqualTo(ExitCode.INTERRUPTED);
        }

        long pid = Long.parseLong(Files.readString(begun).strip());
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(scene.statusComment(issue)).contains("state=FAILED").contains("cancelled");
        assertThat(scene.look().pulls()).isEmpty();
    }

    @Test
    void aCleaningUpThatFailsAfterASuccessFailsTheBrief() {
        issue("", "  - {name: works, shell: 'echo > out.txt'}", "  - {name: cleans, if: always, shell: exit 4}");

        Ran ran = scene.run("run", "--execute");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(ran.out()).contains("FAILED (failure)").contains("step 2 (cleans) failed: exit 4");
        assertThat(scene.look().pulls()).isEmpty();
    }

    @Test
    void aFailureThatIsAllowedIsToldAndTheWorkIsPublished() {
        int issue = issue(
                "",
                "  - {name: lint, shell: 'echo seven warnings; exit 7', continue_on_error: true}",
                "  - {name: slow, shell: sleep 25, timeout: 1s, continue_on_error: true}",
                "  - {name: works, shell: 'echo hello > out.txt'}");

        Ran ran = scene.run("run", "--execute");

        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.OK);
        assertThat(ran.out()).contains("DONE (partial)");
        assertThat(scene.run("runs", "latest", "--html").out())
                .contains("<span class=\"badge partial\">partial</span>");
        assertThat(scene.look().pulls()).hasSize(1);
        assertThat(scene.statusComment(issue))
                .contains(
                        "state=DONE",
                        "`lint`** | **exit 7**",
                        "`slow`** | **not finished after 1.0 s**",
                        "`works` | exit 0");
        assertThat(scene.look().issue(issue).orElseThrow().labels()).contains("codex:done");
    }

    @Test
    void noHalfOfASecretIsShownWhereALongLineIsCut() throws Exception {
        String token = scene.environment.get("GITHUB_TOKEN");
        issue(
                "",
                "  - {name: prints, shell: \"printf '%0508d' 0; printf %s '" + token.substring(0, 6) + "'; echo '"
                        + token.substring(6) + "'\"}");

        Ran ran = scene.run("run", "--execute", "--format", "json");

        assertThat(ran.out()).contains("0".repeat(500) + "00000000*").doesNotContain("0" + token.charAt(0));
    }

    @Test
    void aStepThatTakesTooLongIsEndedAndPeopleAreTold() throws Exception {
        Path pid = scene.folder.resolve("pid");
        int issue = issue("", "  - {name: hangs, timeout: 1s, shell: 'echo begun; echo $$ > " + pid + "; sleep 25'}");

        Ran ran = scene.run("run", "--execute");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(ran.out()).contains("FAILED (timed_out)").contains("step 1 (hangs) timed out after 1s");
        assertThat(scene.statusComment(issue))
                .contains(
                        "STEP_TIMED_OUT",
                        "`hangs`** | **not finished after 1.0 s**",
                        "begun",
                        "set a longer timeout for the step");
        assertThat(isRunning(pid)).isFalse();
    }

    @Test
    void aRunThatTakesTooLongIsEndedInTheMiddleOfAStepAndStillCleansUp() throws Exception {
        Path pid = scene.folder.resolve("pid");
        int issue = issue(
                "timeout: 2s\n",
                "  - {name: works, shell: 'echo hello > out.txt'}",
                "  - {name: hangs, continue_on_error: true, shell: 'echo $$ > " + pid + "; sleep 25'}",
                "  - {name: depends, shell: 'touch " + scene.folder + "/depended'}",
                "  - {name: cleans, if: always, shell: 'echo cleaned'}");

        Ran ran = scene.run("run", "--execute");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(ran.out()).contains("FAILED (timed_out)").contains("the run timed out after 2s, in step 2 (hangs)");
        assertThat(scene.statusComment(issue))
                .contains("RUN_TIMED_OUT", "the run timed out after 2s, in step 2 (hangs)")
                .contains("set a longer timeout for the brief")
                .contains("`works` | exit 0", "`depends` | skipped", "`cleans` | exit 0");
        assertThat(isRunning(pid)).isFalse();
        assertThat(scene.folder.resolve("depended")).doesNotExist();
        assertThat(scene.look().pulls()).isEmpty();
        assertThat(scene.git("status", "--porcelain")).isEmpty();
    }

    @Test
    void everyKindOfStepFindsWhatTheBriefAndTheStepSay() throws Exception {
        Path programs = Files.createDirectory(scene.folder.resolve("bin"));
        Path kubectl = Files.writeString(programs.resolve("kubectl"), "#!/bin/sh\necho \"<$1 $2> $WHO $WHAT\"\n");
        assertThat(kubectl.toFile().setExecutable(true)).isTrue();
        int issue = issue(
                "env: {WHO: brief, WHAT: brief, PATH: \"" + programs + ":/usr/bin:/bin\"}\n",
                "  - {name: a, shell: \"printf 'all:\\\\n"
                        + "\\\\t@echo made $(GOAL) $(WHO)\\\\n"
                        + "' > Makefile; echo $WHO $WHAT\", env: {WHAT: step}}",
                "  - {name: b, python: \"import os; print('python', os.environ['CODEX_STEP'], os.environ['CI'])\"}",
                "  - {name: c, make: [all, GOAL=goal]}",
                "  - {name: d, kubectl: [get, pods]}",
                "  - {name: e, shell: 'rm Makefile; echo > out.txt; exit 1'}");

        scene.run("run", "--execute");

        assertThat(scene.statusComment(issue))
                .contains("`a` | exit 0", "`b` | exit 0", "`c` | exit 0", "`d` | exit 0", "`e`** | **exit 1**");
        String run = "latest";
        assertThat(log(run, 1)).isEqualTo("brief step\n");
        assertThat(log(run, 2)).isEqualTo("python 2 true\n");
        assertThat(log(run, 3)).isEqualTo("made goal brief\n");
        assertThat(log(run, 4)).isEqualTo("<get pods> brief brief\n");
    }

    @Test
    void aStepThatDeletesTheCloneFailsTheBriefAndTheNextOnesWaitForAPerson() {
        int issue = issue("", "  - {name: breaks, shell: 'rm -rf \"$PWD\"; echo gone'}");

        Ran ran = scene.run("run", "--execute");

        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.FAILED);
        assertThat(ran.err()).contains("could not be put back").contains(scene.clone.toString());
        assertThat(scene.statusComment(issue)).contains("state=FAILED");
        scene.issue(scene.brief("echo hello > out.txt"));
        Ran next = scene.run("run", "--execute");
        assertThat(next.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(next.err()).contains("WORKDIR_MISSING");
    }

    private String log(String run, int step) {
        return scene.run("runs", run, "--log", Integer.toString(step)).out();
    }

    private static boolean isRunning(Path file) throws IOException {
        return ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
                .filter(ProcessHandle::isAlive)
                .isPresent();
    }

    private int issue(String more, String... steps) {
        return scene.issue("```codex-brief\nexecutor: devbox\nrepo: " + Scene.REPOSITORY + "\nbranch: main\nworkdir: "
                + scene.clone + "\n" + more + "steps:\n" + String.join("\n", steps) + "\noutputs:\n" + PULL_REQUEST
                + "```\n");
    }
}
