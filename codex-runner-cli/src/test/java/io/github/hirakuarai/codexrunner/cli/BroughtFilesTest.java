package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.config.ConfigReader;
import io.github.hirakuarai.codexrunner.engine.ReadOnlyRunner;
import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.engine.RunnerBuilder;
import io.github.hirakuarai.codexrunner.event.Outcome;
import io.github.hirakuarai.codexrunner.event.Preview;
import io.github.hirakuarai.codexrunner.event.Selection;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.BranchFile;
import io.github.hirakuarai.codexrunner.spi.CommitPlan;
import io.github.hirakuarai.codexrunner.spi.OutputDelivery;
import io.github.hirakuarai.codexrunner.spi.OutputFiles;
import io.github.hirakuarai.codexrunner.spi.OutputHandler;
import io.github.hirakuarai.codexrunner.spi.OutputHandlerFactory;
import io.github.hirakuarai.codexrunner.spi.OutputPlan;
import io.github.hirakuarai.codexrunner.spi.OutputReceipt;
import io.github.hirakuarai.codexrunner.spi.OutputRequest;
import io.github.hirakuarai.codexrunner.spi.PluginContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that the outputs of a plugin bring to the run's branch, with a plugin that the embedder made. */
class BroughtFilesTest {

    @TempDir
    private Path folder;

    private Scene scene;

    @BeforeEach
    void open() throws Exception {
        scene = Scene.in(folder);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void whatTheStepsWroteIsInIt() {
        int issue =
                scene.issue(scene.brief("echo hello > \"$CODEX_OUTPUT_DIR/x\"", "  - {type: bring, path: a.txt}\n"));

        run(new Bring("a.txt"));

        assertThat(scene.statusComment(issue)).contains("Done");
        assertThat(onBranch("a.txt")).isEqualTo("hello\n");
    }

    @Test
    void itReplacesWhatAStepWroteAtItsPath() {
        scene.issue(scene.brief(
                "echo hello > \"$CODEX_OUTPUT_DIR/x\"; echo other > a.txt; echo b > b.txt",
                "  - {type: bring, path: a.txt, files: [a.txt, b.txt]}\n"));

        run(new Bring("a.txt"));

        assertThat(onBranch("a.txt")).isEqualTo("hello\n");
        assertThat(onBranch("b.txt")).isEqualTo("b\n");
    }

    @Test
    void twoOutputsCannotBringOnePath() {
        scene.issue(scene.brief(
                "echo hello > \"$CODEX_OUTPUT_DIR/x\"",
                "  - {type: bring, path: a.txt}\n  - {type: bring, path: a.txt}\n"));

        Outcome outcome = run(new Bring("a.txt")).get(0);

        Failure failure =
                Objects.requireNonNull(Objects.requireNonNull(outcome.ended()).failure());
        assertThat(failure.code()).isEqualTo("PATH_TAKEN");
        assertThat(failure.message())
                .isEqualTo("cannot write a.txt for an output: a.txt is written by this brief, too");
        assertThat(branches()).isEmpty();
    }

    @Test
    void aSecretInItIsNeverPushed() {
        scene.issue(scene.brief("echo hello > \"$CODEX_OUTPUT_DIR/x\"", "  - {type: bring, path: a.txt}\n"));

        assertThat(failure(run(new Bring("a.txt", scene.environment.get("GITHUB_TOKEN")))))
                .isEqualTo("SECRET_IN_OUTPUT");
        assertThat(branches()).isEmpty();
    }

    /** A way out of the tree, git's own folder, and no name at all; the rules themselves are tested where they are. */
    @ParameterizedTest
    @ValueSource(strings = {"../a", "sub/.GIT/a", ""})
    void aPathOutsideOfTheRepositoryIsNeverWritten(String path) {
        scene.issue(scene.brief("echo hello > \"$CODEX_OUTPUT_DIR/x\"", "  - {type: bring, path: a.txt}\n"));

        assertThat(failure(run(new Bring(path)))).isEqualTo("UNSAFE_FILE_NAME");
        assertThat(branches()).isEmpty();
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(strings = {"/etc/a", ".git/hooks/a", "a//b", "a/\u202eb"})
    void norIsAnother(String path) {
        aPathOutsideOfTheRepositoryIsNeverWritten(path);
    }

    @Test
    void aWorkflowNeedsALaneThatAllowsIt() {
        scene.issue(scene.brief("echo hello > \"$CODEX_OUTPUT_DIR/x\"", "  - {type: bring, path: a.txt}\n"));

        assertThat(failure(run(new Bring(".github/workflows/x.yml")))).isEqualTo("WORKFLOWS_NOT_ALLOWED");
        assertThat(branches()).isEmpty();
    }

    @Test
    void aPreviewShowsIt() throws Exception {
        scene.issue(scene.brief("echo hello > \"$CODEX_OUTPUT_DIR/x\"", "  - {type: bring, path: a.txt}\n"));

        try (ReadOnlyRunner runner = builder(new Bring("a.txt")).buildReadOnly()) {
            Preview.Trial trial =
                    Objects.requireNonNull(runner.preview(Selection.ALL).get(0).trial());
            assertThat(Objects.requireNonNull(trial.commit()).files())
                    .containsExactly(new Preview.PlannedFile("a.txt", "hello\n"));
        }
    }

    @Test
    void aPluginCannotTakeTheIdOfAnother() {
        assertThatThrownBy(() ->
                        builder(new Bring("a.txt")).plugin(new Bring("b.txt")).build())
                .isInstanceOf(RunnerException.class)
                .hasMessageContaining("two plugins have the id 'bring'");
    }

    private String onBranch(String path) {
        return scene.look().file(branches().get(0), path).orElseThrow();
    }

    private List<String> branches() {
        return List.copyOf(scene.look().refs("refs/heads/codex/").keySet());
    }

    private static String failure(List<Outcome> outcomes) {
        Failure failure = Objects.requireNonNull(outcomes.get(0).ended()).failure();
        return Objects.requireNonNull(failure).code();
    }

    private List<Outcome> run(Bring plugin) {
        try (Runner runner = builder(plugin).build()) {
            return runner.run(Selection.ALL);
        }
    }

    private RunnerBuilder builder(Bring plugin) {
        return Runner.builder(new ConfigReader(scene.environment, "host", Clock.systemUTC()).read(scene.configuration))
                .environment(scene.environment)
                .plugin(plugin);
    }

    /** Brings what a step wrote, and a text, to one path. */
    private record Bring(String path, String more) implements OutputHandlerFactory, OutputHandler {

        Bring(String path) {
            this(path, "");
        }

        @Override
        public String id() {
            return "bring";
        }

        @Override
        public String schema() {
            return """
                {"type": "object", "properties": {"path": {"type": "string"}, "files": {"type": "array"}}}
                """;
        }

        @Override
        public OutputHandler open(PluginContext context) {
            return this;
        }

        @Override
        public OutputPlan plan(OutputRequest request) {
            return new OutputPlan(
                    "bring " + path, new CommitPlan("Bring", request.output().texts("files"), true));
        }

        @Override
        public List<BranchFile> files(OutputRequest request, OutputFiles written) {
            String text = new String(written.read("$CODEX_OUTPUT_DIR/x", 100), StandardCharsets.UTF_8);
            return List.of(BranchFile.text(path, text + more));
        }

        @Override
        public OutputReceipt deliver(OutputDelivery delivery) {
            return new OutputReceipt(List.of());
        }
    }
}
