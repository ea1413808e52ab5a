package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each cell of the table in {@code docs/operations.md}: where a killed runner's run is taken up, or ends. By default each row
 * is seen once: with its supervisor where a step is under way, and without elsewhere. {@code -Dcrashes=all} shows every cell.
 */
@Timeout(300)
class ResumptionTableTest {

    private static final String BRIEF = """
            ```codex-brief
            executor: devbox
            repo: octo/app
            branch: main
            workdir: %s
            steps:
              - name: one
                shell: echo one >> %s; echo hello > out.txt
              - name: two
                shell: echo two >> %s
            outputs:
              - type: pr
                title: Add out
                commit_message: add out
                files: [out.txt]
              - type: comment
                body: done
            ```
            """;

    @TempDir
    private static Path undisturbed;

    private static List<String> lines = List.of();

    @TempDir
    private Path folder;

    /** A line of the journal at which the runner is killed, and what the run then ends as when its supervisor is gone too. */
    private record Row(String phase, String line, Debugger.When when, boolean endsWithoutSupervisor) {

        boolean isInAStep() {
            return phase.startsWith("in a step");
        }

        @Override
        public String toString() {
            return phase;
        }
    }

    private static final List<Row> ROWS = List.of(
            new Row("before the checkout", "\"receipt\":\"show\"", Debugger.When.AFTER, true),
            new Row("in the checkout", "\"receipt\":\"checkout\"", Debugger.When.BEFORE, true),
            new Row("before a step", "\"intent\":\"step\"", Debugger.When.BEFORE, false),
            new Row("in a step that was not begun", "\"intent\":\"step\"", Debugger.When.AFTER, false),
            new Row("in a step that has ended", "\"receipt\":\"step\"", Debugger.When.BEFORE, false),
            new Row("between steps", "\"receipt\":\"step\"", Debugger.When.AFTER, false),
            new Row("before the push", "\"intent\":\"push\"", Debugger.When.BEFORE, false),
            new Row("after the push", "\"receipt\":\"push\"", Debugger.When.BEFORE, false),
            new Row("after an output", "\"receipt\":\"deliver\"", Debugger.When.BEFORE, false),
            new Row("while the workspace is put back", "\"intent\":\"put back\"", Debugger.When.AFTER, true),
            new Row("at the end", "\"receipt\":\"end\"", Debugger.When.BEFORE, true));

    static Stream<Arguments> cells() {
        boolean all = "all".equals(System.getProperty("crashes"));
        return ROWS.stream()
                .flatMap(row -> Stream.of("supervised", "gone")
                        .filter(supervisor -> all || supervisor.equals(row.isInAStep() ? "supervised" : "gone"))
                        .map(supervisor -> Arguments.of(row, supervisor)));
    }

    @BeforeAll
    static void whatAnUndisturbedRunWrites() throws Exception {
        try (Scene scene = scene(undisturbed)) {
            assertThat(scene.run("run", "--execute").exitCode()).isZero();
            lines = Files.readAllLines(journal(scene));
        }
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("cells")
    void aKilledRunnersRun(Row row, String supervisor) throws Exception {
        boolean isGone = supervisor.equals("gone");
        try (Scene scene = scene(folder)) {
            try (Debugger debugger = Debugger.listen();
                    RunnerProcess runner = RunnerProcess.start(scene, debugger.options(), "run", "--execute")) {
                debugger.killAt(
                        "io.github.hirakuarai.codexrunner.disk.Journal", "write", number(row), row.when(), runner);
                runner.exitCode();
            }
            if (isGone) {
                scene.killSupervisor();
            }

            Scene.Ran again = scene.run("run", "--execute");

            boolean ends = !isGone || row.endsWithoutSupervisor();
            String all = again.out() + again.err();
            assertThat(scene.statusComments(1))
                    .as(all)
                    .singleElement()
                    .asString()
                    .contains(ends ? "state=DONE" : "state=FAILED");
            if (ends) {
                assertThat(scene.folder.resolve("counter")).as(all).hasContent("one\ntwo");
                assertThat(scene.look().pulls()).as(all).hasSize(1);
                assertThat(scene.look().comments(1))
                        .as(all)
                        .filteredOn(comment -> comment.body().contains("done")
                                && !comment.body().contains("state="))
                        .hasSize(1);
            } else {
                assertThat(scene.look().refs("refs/codex/").values())
                        .map(commit -> scene.look().commit(commit).orElseThrow().message())
                        .singleElement()
                        .asString()
                        .contains("interrupted");
                assertThat(
                                Files.exists(scene.folder.resolve("counter"))
                                        ? Files.readAllLines(scene.folder.resolve("counter"))
                                        : List.of())
                        .as(all)
                        .doesNotHaveDuplicates();
            }
            assertThat(scene.git("status", "--porcelain")).as(all).isEmpty();
            assertThat(scene.git("branch", "--show-current")).as(all).isEqualTo("main");
        }
    }

    /** As the debugger counts: from 1. */
    private static int number(Row row) {
        for (int index = 0; index < lines.size(); index++) {
            if (lines.get(index).contains(row.line())) {
                return index + 1;
            }
        }
        throw new AssertionError("no line has " + row.line() + ": " + lines);
    }

    private static Path journal(Scene scene) throws IOException {
        try (Stream<Path> files = Files.walk(scene.folder.resolve("state/runs"))) {
            return files.filter(path -> path.endsWith("journal.jsonl"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static Scene scene(Path folder) throws IOException {
        Scene scene = Scene.in(folder.toRealPath());
        Path counter = scene.folder.resolve("counter");
        scene.issue(BRIEF.formatted(scene.clone, counter, counter));
        return scene;
    }
}
