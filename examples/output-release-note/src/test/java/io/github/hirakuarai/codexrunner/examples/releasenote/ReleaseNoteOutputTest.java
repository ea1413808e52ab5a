package io.github.hirakuarai.codexrunner.examples.releasenote;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.engine.RunnerBuilder;
import io.github.hirakuarai.codexrunner.event.Outcome;
import io.github.hirakuarai.codexrunner.event.Selection;
import io.github.hirakuarai.codexrunner.forge.RepositoryView;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.testkit.scene.Devbox;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

// region: runner
/** The plugin in a runner, against a forge on a loopback address. */
@Timeout(120)
class ReleaseNoteOutputTest {

    private static final String PULL_REQUEST = """
          - type: pr
            title: Say hello
            commit_message: Say hello
            files: [hello.txt]
        """;

    @TempDir
    private Path folder;

    private Devbox devbox;

    @BeforeEach
    void open() throws Exception {
        devbox = Devbox.in(folder.toRealPath());
    }

    @AfterEach
    void end() {
        devbox.close();
    }

    @Test
    void theNoteIsInTheBriefsPullRequest() {
        int issue = devbox.issue(devbox.brief("echo hello > hello.txt", PULL_REQUEST + note("It says hello.")));

        assertThat(run().get(0).ended()).isNotNull();

        assertThat(devbox.isDone(issue)).isTrue();
        RepositoryView forge = devbox.forge().look(Devbox.REPOSITORY);
        String branch = forge.pulls().get(0).head();
        assertThat(forge.file("refs/heads/" + branch, "changes/" + issue + "-2.added.md"))
                .hasValue("It says hello.\n");
        assertThat(forge.file("refs/heads/" + branch, "hello.txt")).hasValue("hello\n");
    }

    @Test
    void theLaneDecidesWhichPathsItMayWrite() {
        devbox.configure("  narrow: {executor: local, allow: {paths: [hello.txt]}}\n");
        String brief = devbox.brief("echo hello > hello.txt", PULL_REQUEST + note("It says hello."));
        devbox.issue(brief.replace("executor: devbox", "executor: narrow"));

        Outcome outcome = run().get(0);

        assertThat(outcome.ended()).isNotNull();
        Failure failure = outcome.ended().failure();
        assertThat(failure).isNotNull();
        assertThat(failure.code()).isEqualTo("PATH_NOT_ALLOWED");
    }

    private static String note(String text) {
        return "  - type: release-note\n    kind: added\n    text: " + text + "\n";
    }

    private List<Outcome> run() {
        RunnerBuilder builder =
                Runner.builder().environment(devbox.environment()).configuration(devbox.configuration());
        try (Runner runner = builder.build()) {
            return runner.run(Selection.ALL);
        }
    }
}
// endregion
