package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.forge.RecordedRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a service costs that finds nothing to do. */
@Timeout(120)
class IdlePollTest {

    private static final String EVENTS = "/api/v3/repos/octo/app/issues/events";

    @TempDir
    private Path folder;

    private Scene scene;

    @BeforeEach
    void setUp() throws Exception {
        scene = Scene.in(folder.toRealPath());
        scene.configure("watch: {interval: 1s, jitter: 0%, since: 2020-01-01T00:00:00Z}\n");
    }

    @AfterEach
    void tearDown() {
        scene.close();
    }

    @Test
    void aPollThatFindsNothingSpendsNoneOfTheQuota() throws Exception {
        scene.issue(scene.brief("echo hello > out.txt"));
        assertThat(scene.run("run", "--execute").out()).contains("DONE (success)");
        try (RunnerProcess watch = RunnerProcess.start(scene, List.of(), "watch")) {
            Until.holds(watch, () -> polls().size() >= 8);
            watch.signal("TERM");
            assertThat(watch.exitCode()).as(watch.output()).isEqualTo(ExitCode.OK);
        }
        // The first polls take in what the run has done; the tenth reads everything once more.
        List<List<RecordedRequest>> idle = polls().subList(2, 7);
        for (List<RecordedRequest> poll : idle) {
            List<RecordedRequest> rest = rest(poll);
            assertThat(rest).hasSizeLessThanOrEqualTo(4).allMatch(one -> one.status() == 304);
            assertThat(poll.size() - rest.size()).isLessThanOrEqualTo(2);
            assertThat(used(rest)).isEqualTo(used(rest(idle.get(0))));
        }
    }

    private static List<RecordedRequest> rest(List<RecordedRequest> poll) {
        return poll.stream().filter(one -> !one.path().contains(".git/")).toList();
    }

    /** How many requests the forge has counted at the end of them. */
    private static String used(List<RecordedRequest> requests) {
        return requests.get(requests.size() - 1).responseHeaders().get("x-ratelimit-used");
    }

    /** The requests of each look that asks for changes only: it asks for each list once, at the same time, in whatever order. */
    private List<List<RecordedRequest>> polls() {
        List<List<RecordedRequest>> polls = new ArrayList<>();
        Set<String> lists = new HashSet<>();
        for (RecordedRequest request : scene.forge.requests()) {
            boolean list = request.query().contains("since=")
                    || (request.path().equals(EVENTS) && request.query().endsWith("=100"));
            if (list && (polls.isEmpty() || !lists.add(request.path()))) {
                polls.add(new ArrayList<>());
                lists = new HashSet<>(Set.of(request.path()));
            }
            if (!polls.isEmpty()) {
                polls.get(polls.size() - 1).add(request);
            }
        }
        return polls;
    }
}
