package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.config.ConfigReader;
import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.event.Outcome;
import io.github.hirakuarai.codexrunner.event.Selection;
import io.github.hirakuarai.codexrunner.forge.Fault;
import io.github.hirakuarai.codexrunner.forge.RecordedRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
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

    @Test
    void ofARepositorysBranchesOnlyThoseThatABriefNeedsAreAskedFor() throws Exception {
        try (Scene scene = Scene.in(folder.toRealPath())) {
            scene.git("push", "-q", scene.pushUrl("alice"), "HEAD:refs/heads/topic", "HEAD:refs/heads/release");
            List<String> asked = Collections.synchronizedList(new ArrayList<>());
            scene.forge
                    .faults()
                    .every(
                            incoming -> {
                                asked.addAll(prefixes(incoming.body().text()));
                                return false;
                            },
                            Fault.answer(500, Map.of()));
            int onDefault = scene.issue(scene.brief("echo hello > out.txt").replace("branch: main", "branch: missing"));
            int onRelease = scene.issue(scene.brief("echo hello > out.txt").replace("branch: main", "branch: release"));

            scene.run("run", "--execute");

            assertThat(scene.look().pulls()).extracting("base").containsExactlyInAnyOrder("main", "release");
            assertThat(scene.statusComment(onDefault)).contains("state=DONE");
            assertThat(scene.statusComment(onRelease)).contains("state=DONE");
            assertThat(asked)
                    .contains("refs/heads/missing", "refs/heads/release", "refs/heads/codex")
                    .doesNotContain("refs/", "refs/heads/");
        }
    }

    /** What a request to list refs names: each line has its length before it. */
    static List<String> prefixes(String request) {
        List<String> prefixes = new ArrayList<>();
        for (int at = 0; request.startsWith("00", at); ) {
            int length = Math.max(Integer.parseInt(request.substring(at, at + 4), 16), 4);
            String line = request.substring(at + 4, at + length).strip();
            if (line.startsWith("ref-prefix ")) {
                prefixes.add(line.substring("ref-prefix ".length()));
            }
            at += length;
        }
        return prefixes;
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
