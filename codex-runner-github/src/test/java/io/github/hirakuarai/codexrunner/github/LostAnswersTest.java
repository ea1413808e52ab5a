package io.github.hirakuarai.codexrunner.github;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.forge.Fault;
import io.github.hirakuarai.codexrunner.forge.Incoming;
import io.github.hirakuarai.codexrunner.forge.RepositoryView.CommentView;
import io.github.hirakuarai.codexrunner.forge.RepositoryView.PullView;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.Permission;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.spi.Fence;
import io.github.hirakuarai.codexrunner.spi.Marker;
import io.github.hirakuarai.codexrunner.spi.OutputDelivery;
import io.github.hirakuarai.codexrunner.spi.OutputHandler;
import io.github.hirakuarai.codexrunner.spi.OutputHandlerFactory;
import io.github.hirakuarai.codexrunner.spi.PublishedBranch;
import io.github.hirakuarai.codexrunner.spi.StateStore;
import io.github.hirakuarai.codexrunner.spi.StatusReceipt;
import io.github.hirakuarai.codexrunner.spi.StatusUpdate;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whichever one write of a whole delivery loses its answer, what stands on the forge is the same. With the system property
 * {@code lost.answers=all} also when it never arrives, or a gateway stumbles.
 */
class LostAnswersTest {

    private static final Map<String, Fault> ALL_FAULTS = Map.of(
            "never arrives", Fault.drop(),
            "is done, and its answer lost", Fault.actThenDrop(),
            "is answered by a stumbling gateway", Fault.answer(502, Map.of()));
    private static final Map<String, Fault> FAULTS =
            System.getProperty("lost.answers", "").equals("all")
                    ? ALL_FAULTS
                    : Map.of("is done, and its answer lost", Fault.actThenDrop());

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> oneWriteGoesWrong() {
        int writes;
        try (Scene scene = new Scene(folder.resolve("whole"))) {
            deliverAll(scene);
            writes = scene.forge.writes().size();
            assertThat(writes).isGreaterThan(8);
        }
        return IntStream.rangeClosed(1, writes)
                .boxed()
                .flatMap(n -> FAULTS.keySet().stream()
                        .map(fault -> DynamicTest.dynamicTest(
                                "write " + n + " " + fault, () -> survives(n, FAULTS.get(fault), fault))));
    }

    private void survives(int n, @Nullable Fault fault, String name) {
        try (Scene scene = new Scene(folder.resolve(n + name.substring(0, 4)))) {
            scene.forge.faults().nth(n, Incoming::write, Objects.requireNonNull(fault));

            deliverAll(scene);
        }
    }

    /** From the first state to the last, with every output there is; twice, as after a crash. */
    private static void deliverAll(Scene scene) {
        scene.forge.createUser("bob", false);
        scene.forge.setPermission(Scene.REPOSITORY, "bob", Permission.WRITE);
        int number = scene.alice.createIssue(Scene.REPOSITORY, "title", "text", List.of("codex:enabled"));
        String commit = scene.forge
                .as("runner")
                .push(Scene.REPOSITORY, Requests.BRANCH, "reports", Map.of("june.md", "june\n"));
        for (int time = 0; time < 2; time++) {
            StatusReceipt receipt = show(scene, number, BriefState.RUNNING, null);
            deliver(scene, number, commit, new PrOutputHandlerFactory(), pullRequest());
            deliver(scene, number, commit, new CommentOutputHandlerFactory(), Map.of("body", "The numbers."));
            show(scene, number, BriefState.DONE, receipt.commentId());
        }

        assertThat(scene.look().pulls()).hasSize(1);
        PullView pull = scene.look().pulls().get(0);
        assertThat(pull.issue().labels()).containsExactly("report");
        assertThat(pull.issue().assignees()).containsExactly("alice");
        assertThat(pull.reviewers()).containsExactly("bob");
        assertThat(scene.look().issue(number).orElseThrow().labels())
                .containsExactlyInAnyOrder("codex:enabled", "codex:done");
        assertThat(scene.look().comments(number))
                .extracting(CommentView::body)
                .satisfiesExactlyInAnyOrder(
                        body -> assertThat(body).endsWith("DONE"),
                        body -> assertThat(body).endsWith("The numbers."));
    }

    private static Map<String, Object> pullRequest() {
        return Map.of(
                "title", "June",
                "commit_message", "june",
                "files", List.of("june.md"),
                "labels", List.of("report"),
                "assignees", List.of("alice"),
                "reviewers", List.of("bob"));
    }

    private static StatusReceipt show(Scene scene, int number, BriefState state, @Nullable Long commentId) {
        try (StateStore store = new LabelStateStoreFactory().open(scene.context)) {
            String marker = new Marker.Status(Scene.KEY, Digest.of("x"), new RunId("run"), state).write();
            BriefId id = new BriefId(Scene.NAME, number, DocumentKind.ISSUE_BODY, 0, 1);
            return store.show(
                    new StatusUpdate(
                            id, Scene.KEY, scene.issue(number), state, marker + "\n" + state, commentId, false, false),
                    Fence.OPEN);
        }
    }

    private static void deliver(
            Scene scene, int number, String commit, OutputHandlerFactory factory, Map<String, Object> fields) {
        try (OutputHandler handler = factory.open(scene.context)) {
            handler.deliver(new OutputDelivery(
                    Requests.of(scene.issue(number), factory.id(), fields, 1),
                    (path, limit) -> new byte[0],
                    new PublishedBranch(Requests.BRANCH, commit, "main"),
                    Fence.OPEN));
        }
    }
}
