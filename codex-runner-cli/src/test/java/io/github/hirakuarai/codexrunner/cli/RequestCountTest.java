package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.forge.RecordedRequest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a brief costs from the scan to DONE: what was known already is not asked for again. */
class RequestCountTest {

    private static final String REPO = "/api/v3/repos/octo/app";

    @TempDir
    private Path folder;

    private Scene scene;

    @BeforeEach
    void setUp() throws Exception {
        scene = Scene.in(folder.toRealPath());
    }

    @AfterEach
    void tearDown() {
        scene.close();
    }

    @Test
    void aBriefWithAPullRequestTakesThese() {
        scene.issue(scene.brief("echo hello > out.txt"));

        List<String> requests = requestsOfARun();

        assertThat(requests.stream().filter(one -> one.contains(".git/"))).hasSizeLessThanOrEqualTo(11);
        assertThat(requests.stream().filter(one -> !one.contains(".git/"))).hasSizeLessThanOrEqualTo(16);
        assertThat(requests)
                .as(
                        "no list before a first comment, no reading of what this process wrote, and of the labels only the answers")
                .doesNotContain("GET " + REPO + "/issues/1/labels", "GET /api/v3/user")
                .noneMatch(one -> one.startsWith("GET " + REPO + "/issues/comments/"));
        assertThat(requests.stream().filter(one -> one.endsWith("/issues/1/events")))
                .as("labels cannot cancel, so nobody asks for them while it runs")
                .hasSizeLessThanOrEqualTo(2);
    }

    private List<String> requestsOfARun() {
        int before = scene.forge.requests().size();
        scene.run("run", "--execute");
        List<RecordedRequest> all = scene.forge.requests();
        return all.subList(before, all.size()).stream()
                .map(request -> request.method() + " " + request.path())
                .toList();
    }
}
