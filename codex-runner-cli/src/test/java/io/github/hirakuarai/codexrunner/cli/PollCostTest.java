package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.config.ConfigReader;
import io.github.hirakuarai.codexrunner.engine.Outcome;
import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.engine.Selection;
import io.github.hirakuarai.codexrunner.testkit.forge.RecordedRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a look at a repository costs in which nothing has changed. */
class PollCostTest {

    /** All are written within the minute by which polls overlap: so they must fit into a page, to be read once more. */
    private static final int ISSUES = 60;

    @TempDir
    private Path folder;

    @Test
    void aPollInWhichNothingChangedTakesThreeRequests() throws Exception {
        try (Scene scene = Scene.in(folder.toRealPath())) {
            scene.configure("");
            int done = scene.issue(scene.brief("echo hello > out.txt"));
            int failed = scene.issue(scene.brief("exit 1"));
            scene.forge.as("mallory").comment(Scene.REPOSITORY, done, scene.brief("echo a stranger's"));
            for (int n = 0; n < ISSUES; n++) {
                int issue = scene.issue("text " + n);
                scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "a comment");
            }
            try (Runner runner = Runner.builder(
                            new ConfigReader(scene.environment, "host", Clock.systemUTC()).read(scene.configuration))
                    .environment(scene.environment)
                    .build()) {
                runner.run(Selection.ALL);
                runner.run(Selection.ALL);
                assertThat(requestsOf(scene, runner)).hasSizeLessThanOrEqualTo(3);

                scene.forge.as("alice").comment(Scene.REPOSITORY, failed, "one new comment");
                assertThat(requestsOf(scene, runner)).hasSizeLessThanOrEqualTo(6);
            }
        }
    }

    private static List<RecordedRequest> requestsOf(Scene scene, Runner runner) {
        int before = scene.forge.requests().size();
        List<Outcome> outcomes = runner.run(Selection.ALL);
        assertThat(outcomes)
                .hasSize(3)
                .allSatisfy(outcome -> assertThat(outcome.ended()).isNull());
        return scene.forge.requests().stream()
                .skip(before)
                .filter(request -> !request.path().contains(".git/"))
                .toList();
    }
}
