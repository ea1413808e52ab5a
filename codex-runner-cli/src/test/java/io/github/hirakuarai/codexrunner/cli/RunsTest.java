package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code runs}: what this machine remembers, without a forge. */
@Timeout(120)
class RunsTest {

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
    void beforeTheFirstRunThereIsNone() {
        assertThat(scene.run("runs").out()).isEqualTo("no runs yet\n");
    }

    @Test
    void runsAreListedNewestFirstWithoutAForge() throws Exception {
        int first = scene.issue(scene.brief("echo hello > out.txt"));
        scene.run("run", "--execute");
        int second = scene.issue(scene.brief("exit 3"));
        scene.run("run", "--execute");
        scene.forge.close();
        Map<String, Long> files = scene.files();

        Scene.Ran text = scene.run("runs");
        JsonNode runs =
                JSON.readTree(scene.run("runs", "--format", "json").out()).get("runs");

        assertThat(text.exitCode()).as(text.err()).isEqualTo(ExitCode.OK);
        assertThat(text.cells())
                .startsWith("RUN | BRIEF | TITLE | RESULT | STARTED | TOOK\n")
                .containsPattern("octo/app#" + first + " \\| work \\| DONE \\| [0-9]+ s ago \\| [0-9.]+ s\n")
                .contains("octo/app#" + second + " | work | STEP_FAILED | ")
                .endsWith("\n\n2 runs: 1 failed, 1 done\n");
        assertThat(scene.run("runs", "latest").out()).contains("octo/app#" + second);
        assertThat(scene.run("runs", "octo/app#" + first).out()).contains("DONE (success)");
        assertThat(scene.run("runs", Integer.toString(first)).out()).contains("DONE (success)");
        assertThat(runs).hasSize(2);
        assertThat(runs.get(0).get("run").stringValue())
                .isGreaterThan(runs.get(1).get("run").stringValue());
        assertThat(scene.files()).isEqualTo(files);
    }

    @Test
    void oneRunShowsItsJournalItsReportAndItsLogs() {
        scene.issue(scene.brief("echo the words of the step; exit 3"));
        scene.run("run", "--execute");
        String run = theRun();

        Scene.Ran text = scene.run("runs", run);
        JsonNode json = JSON.readTree(scene.run("runs", run, "--format", "json").out());

        assertThat(text.out())
                .startsWith("run      " + run)
                .containsPattern("(?s)the words of the step.*begins claim")
                .contains("❌ Failed at step 1 of 1, \"work\": exit 3\n\n    the words of the step\n\nNext: ")
                .doesNotContain("<details>", "```", "**", "| ")
                .containsPattern("[0-9]{2}:[0-9]{2} UTC  done   step  elapsed [0-9.]+ s  exit 3  step 1\n")
                .doesNotContain("<!--");
        assertThat(json.get("stage").stringValue()).isEqualTo("closed");
        assertThat(json.get("result").stringValue()).isEqualTo("failure");
        assertThat(json.get("report").stringValue()).contains("the words of the step");
        assertThat(json.get("journal").get(0).get("effect").stringValue()).isEqualTo("claim");
        assertThat(json.get("logs"))
                .isNotEmpty()
                .allSatisfy(log -> assertThat(Path.of(log.stringValue())).exists());
    }

    @Test
    void aStepsLogIsPrintedInOrderAndHarmless() {
        scene.issue(scene.brief(
                "echo one; echo >&2 two; printf '1%%\\r99%%\\r\\nok?\\b\\rdone\\n\\e[31mfo\\eur\\u202e\\n'"));
        scene.run("run", "--execute");
        String run = theRun();

        assertThat(scene.run("runs", run, "--log", "1").out().lines())
                .containsExactly("one", "two", "99%", "done", "for\\u202E");
        assertThat(scene.run("runs", run, "--log", "2").err()).contains("no log of step 2; `codex-runner runs " + run);
        assertThat(scene.run("runs", "--log", "1").err()).contains("--log needs a run");
    }

    @Test
    void aRunThatIsUnderWayIsToldFromOneThatWasLeft() throws Exception {
        Path begun = scene.folder.resolve("begun");
        scene.issue(scene.brief("touch " + begun + "; sleep 60"));
        try (RunnerProcess runner = RunnerProcess.start(scene, List.of(), "run", "--execute")) {
            Until.holds(runner, () -> Files.exists(begun));
            assertThat(scene.run("runs").out()).contains("  running  ");
            runner.kill();
        }

        assertThat(scene.run("runs").out()).contains("killed, run recover");
        scene.killSupervisor();
        scene.run("recover");
        assertThat(scene.run("runs").out()).contains("  killed  ");
    }

    @Test
    void aRunThatThereIsNotIsOneLine() {
        Scene.Ran ran = scene.run("runs", "../plugins");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err().lines()).singleElement().asString().contains("unknown run '../plugins'");
    }

    private String theRun() {
        return JSON.readTree(scene.run("runs", "--format", "json").out())
                .get("runs")
                .get(0)
                .get("run")
                .stringValue();
    }
}
