package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person sees who watches: the command in a real terminal. */
@Timeout(120)
class TerminalTest {

    /** What the command may send besides text: colours, and those of {@link LiveArea}. */
    private static final Pattern OWN = Pattern.compile("\\033\\[(?:[0-9;]*m|K|\\?7[lh])");

    private static final String NOISE =
            "printf '\\033[2J\\033[31mred\\033]0;title\\007\\n'; echo 日本語の出力です。とても長い一行がここにあり、端末の幅をこえます。";

    @TempDir
    private Path folder;

    private Scene scene;

    @BeforeEach
    void setUp() throws Exception {
        assumeTrue(PtyProcess.possible(), "util-linux's script makes the terminal");
        scene = Scene.in(folder.toRealPath());
    }

    @AfterEach
    void tearDown() {
        if (scene != null) {
            scene.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 200})
    void aLiveLineShowsTheStepAndFitsTheTerminal(int columns) throws Exception {
        scene.issue(scene.brief(NOISE + "; sleep 2; echo hello > out.txt"));
        try (PtyProcess pty = PtyProcess.start(scene, columns, "", "run", "--execute")) {
            String seen = pty.end();

            assertThat(seen).contains("exit=0").contains("terminal=sane").contains("DONE (success)");
            List<String> live = liveLines(seen);
            assertThat(live).anyMatch(line -> line.contains("step 1/1 work 0:01 │ 日本語"));
            assertThat(live).allSatisfy(line -> assertThat(Columns.of(line)).isLessThan(columns));
            assertThat(live).anyMatch(line -> line.contains("octo/app#1 step 1/1") == (columns == 200));
            assertThat(OWN.matcher(seen).replaceAll("")).doesNotContain("\033").doesNotContain("\007");
            // The output passes by, and does not stay.
            assertThat(seen).doesNotContain("| 日本語");
        }
    }

    @Test
    void aFailedStepShowsItsLastLinesAndTheNextCommandOnATerminalToo() throws Exception {
        scene.issue(scene.brief("for i in $(seq 60); do echo \"line $i\"; done; echo 'error: no rule' >&2; exit 2"));
        try (PtyProcess pty = PtyProcess.start(scene, 80, "", "run", "--execute")) {
            String seen = OWN.matcher(pty.end()).replaceAll("");

            assertThat(seen)
                    .contains(
                            "| line 60",
                            "| error: no rule",
                            "FAILED (failure)  STEP_FAILED: step 1 (work) failed: exit 2")
                    .doesNotContain("| line 9\r", "| line 20\r");
            assertInOrder(seen, "  log ", "codex-runner runs ", "  next ", "codex-runner retry octo/app#1");
        }
    }

    @Test
    void ofAFloodTheLinesThatNameAnErrorAreShownOnATerminalToo() throws Exception {
        scene.issue(scene.brief("seq 3000; echo 'error: disk on fire'; seq 3001 9000; exit 2"));
        try (PtyProcess pty = PtyProcess.start(scene, 80, "", "run", "--execute")) {
            String seen = OWN.matcher(pty.end()).replaceAll("");

            assertInOrder(seen, "| 1\r", "| error: disk on fire", "lines left out", "| 9000\r");
            assertThat(seen).doesNotContain("| 8000\r");
        }
    }

    @Test
    void belowAFloodThatPassedByInAPipeWhatExplainsTheFailureStandsAgain() {
        scene.issue(scene.brief("seq 3000; echo 'error: disk on fire'; seq 3001 9000; exit 2"));

        assertInOrder(scene.run("run", "--execute").err(), "| error: disk on fire", "| 9000\n", "step       1 exit 2");
    }

    @Test
    void elsewhereThanOnATerminalThereAreLinesOnly() throws Exception {
        scene.issue(scene.brief(NOISE + "; echo hello > out.txt"));
        try (PtyProcess pty = PtyProcess.start(scene, 80, "2>err.txt | cat", "run", "--execute")) {
            pty.end();
        }

        String errors = Files.readString(scene.folder.resolve("err.txt"));
        assertThat(errors).contains("           | 日本語").doesNotContain("\033").doesNotContain("\r");
    }

    @Test
    void ofAProgressBarTheLastStateStaysAndTheOthersPassBy() throws Exception {
        scene.issue(scene.brief("for i in $(seq 5); do printf '\\rprogress %d' $i; sleep 0.3; done; echo; exit 1"));
        try (PtyProcess pty = PtyProcess.start(scene, 80, "", "run", "--execute", "-v")) {
            String seen = pty.end();

            // The line is drawn a few times a second, so a busy machine shows some of the states only.
            assertThat(liveLines(seen)).anyMatch(line -> line.matches(".*│ progress [1-4]"));
            assertThat(OWN.matcher(seen).replaceAll(""))
                    .contains("| progress 5\r\n")
                    .doesNotContain("| progress 4\r\n");
        }

        scene.run("retry", "octo/app#1");
        assertThat(scene.run("run", "--execute").err().lines().filter(line -> line.contains("progress")))
                .containsExactly("           | progress 5");
    }

    @Test
    void quietShowsNothingButTheEnd() throws Exception {
        scene.issue(scene.brief("sleep 1; echo hello > out.txt"));
        try (PtyProcess pty = PtyProcess.start(scene, 80, "", "run", "--execute", "-q")) {
            assertThat(pty.end().lines().toList())
                    .hasSize(4)
                    .anySatisfy(line -> assertThat(line).contains("DONE (success)"))
                    .noneMatch(line -> line.contains("\r\033") || line.contains("step"));
        }
    }

    @Test
    void withoutColorsTheLiveLineHasNone() throws Exception {
        scene.environment.put("NO_COLOR", "1");
        scene.issue(scene.brief("sleep 1; echo hello > out.txt"));
        try (PtyProcess pty = PtyProcess.start(scene, 80, "", "run", "--execute")) {
            assertThat(pty.end()).contains("step 1/1 work").doesNotContainPattern("\\033\\[[0-9;]*m");
        }
    }

    @Test
    void aDumbTerminalGetsLinesOnly() throws IOException, InterruptedException {
        scene.issue(scene.brief("echo hello > out.txt"));
        try (PtyProcess pty = PtyProcess.start(scene, 80, "", "--version")) {
            assertThat(pty.end()).contains("exit=0");
        }
        assertThat(Terminal.ofProcess(java.util.Map.of("TERM", "dumb"))).isEqualTo(Terminal.NONE);
    }

    /** AssertJ's own check copies the rest of the text for each of its characters: half a minute for a flood. */
    private static void assertInOrder(String text, String... parts) {
        int from = 0;
        for (String part : parts) {
            int at = text.indexOf(part, from);
            assertThat(at).as("%s in %s", part, text).isNotNegative();
            from = at + part.length();
        }
    }

    /** What was written over and over again: what stands between two erasures, on one line. */
    private static List<String> liveLines(String seen) {
        return Pattern.compile("\r\033\\[K\033\\[\\?7l(.*?)\033\\[\\?7h", Pattern.DOTALL)
                .matcher(seen)
                .results()
                .map(found -> OWN.matcher(found.group(1)).replaceAll(""))
                .toList();
    }
}
