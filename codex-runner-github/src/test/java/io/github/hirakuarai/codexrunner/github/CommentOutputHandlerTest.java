package io.github.hirakuarai.codexrunner.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.hirakuarai.codexrunner.forge.Fault;
import io.github.hirakuarai.codexrunner.forge.Faults;
import io.github.hirakuarai.codexrunner.forge.RepositoryView.CommentView;
import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.Permission;
import io.github.hirakuarai.codexrunner.spi.Fence;
import io.github.hirakuarai.codexrunner.spi.Marker;
import io.github.hirakuarai.codexrunner.spi.OutputDelivery;
import io.github.hirakuarai.codexrunner.spi.OutputException;
import io.github.hirakuarai.codexrunner.spi.OutputHandler;
import io.github.hirakuarai.codexrunner.spi.OutputReceipt;
import io.github.hirakuarai.codexrunner.spi.OutputRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommentOutputHandlerTest {

    @TempDir
    Path folder;

    private Scene scene;
    private OutputHandler handler;
    private int number;

    @BeforeEach
    void open() {
        scene = new Scene(folder);
        handler = new CommentOutputHandlerFactory().open(scene.context);
        number = scene.alice.createIssue(Scene.REPOSITORY, "title", "text", List.of());
    }

    @AfterEach
    void close() {
        handler.close();
        scene.close();
    }

    @Test
    void aCommentIsWrittenWhereTheBriefStands() {
        OutputReceipt receipt = deliver(Map.of("body", "The snapshot is there."), 1);

        assertThat(comments()).singleElement().satisfies(comment -> {
            assertThat(comment.author()).isEqualTo("runner");
            assertThat(comment.body())
                    .isEqualTo("<!-- codex-runner:output key=" + Scene.KEY.hex()
                            + " output=1 -->\nThe snapshot is there.");
        });
        assertThat(receipt.links()).singleElement().satisfies(link -> {
            assertThat(link.kind()).isEqualTo("comment");
            assertThat(link.text()).isEqualTo("octo/app#1");
        });
    }

    @Test
    void aSecondDeliveryWritesNothingAndAnswersTheSame() {
        OutputReceipt first = deliver(Map.of("body", "text"), 1);

        assertThat(scene.writesOf(
                        () -> assertThat(deliver(Map.of("body", "text"), 2)).isEqualTo(first)))
                .isEmpty();
    }

    @Test
    void aLaterAttemptEditsTheFirstOnesComment() {
        OutputReceipt first = deliver(Map.of("body", "first"), 1);

        assertThat(deliver(Map.of("body", "second"), 2)).isEqualTo(first);
        assertThat(comments())
                .singleElement()
                .extracting(CommentView::body)
                .asString()
                .endsWith("second");
    }

    @Test
    void appendingIsOneCommentForEachAttempt() {
        Map<String, Object> fields = Map.of("body", "text", "mode", "append");
        deliver(fields, 1);
        deliver(fields, 11);

        assertThat(comments()).hasSize(2);
        assertThat(scene.writesOf(() -> deliver(fields, 1))).isEmpty();
        assertThat(scene.writesOf(() -> deliver(fields, 11))).isEmpty();
    }

    @Test
    void aFileOfTheStepsIsTheText() {
        deliver(Map.of("body_file", "$CODEX_OUTPUT_DIR/summary.md"), 1);

        assertThat(comments().get(0).body()).endsWith("file $CODEX_OUTPUT_DIR/summary.md");
    }

    @Test
    void anotherIssueMayBeNamed() {
        int other = scene.alice.createIssue(Scene.REPOSITORY, "other", "text", List.of());

        deliver(Map.of("body", "text", "issue", (long) other), 1);

        assertThat(comments()).isEmpty();
        assertThat(scene.look().comments(other)).hasSize(1);
    }

    @Test
    void aStrangersMarkerIsNotBelieved() {
        scene.mallory.comment(Scene.REPOSITORY, number, new Marker.Output(Scene.KEY, 1, null).write() + "\nmine");

        deliver(Map.of("body", "text"), 1);

        assertThat(comments()).hasSize(2);
        assertThat(comments().get(0).body()).endsWith("mine");
    }

    @Test
    void aCommentWhoseAnswerWasLostIsNotWrittenTwice() {
        scene.forge.faults().next(Faults.request("POST", ".*/comments"), Fault.actThenDrop());

        deliver(Map.of("body", "text"), 1);

        assertThat(comments()).hasSize(1);
    }

    @Test
    void aNewCommentThatIsNotListedYetIsFoundAtTheNextLook() {
        scene.context.client().comments(Scene.NAME, number, DocumentKind.ISSUE_COMMENT);
        scene.forge.faults().next(Faults.request("POST", ".*/comments"), Fault.actThenDrop());

        OutputReceipt receipt = deliver(Map.of("body", "text"), 1);

        assertThat(comments()).hasSize(1);
        assertThat(receipt.links().get(0).url().toString())
                .endsWith("-" + comments().get(0).id());
    }

    @Test
    void aLockedConversationIsItsOwnFailure() {
        scene.forge.setPermission(Scene.REPOSITORY, "runner", Permission.READ);
        scene.alice.lock(Scene.REPOSITORY, number);

        assertThat(failure()).isEqualTo("COMMENT_ISSUE_LOCKED");
    }

    @Test
    void anIssueThatWasDeletedMeanwhileIsItsOwnFailure() {
        OutputRequest request = Requests.of(scene.issue(number), "comment", Map.of("body", "text"), 1);
        scene.alice.deleteIssue(Scene.REPOSITORY, number);

        assertThat(failure(request)).isEqualTo("COMMENT_ISSUE_MISSING");
    }

    @Test
    void anIssueThatWasTransferredMeanwhileIsItsOwnFailure() {
        scene.forge.createRepository("octo/other", "main", Map.of());
        OutputRequest request = Requests.of(scene.issue(number), "comment", Map.of("body", "text"), 1);
        scene.alice.transferIssue(Scene.REPOSITORY, number, "octo/other");

        assertThat(failure(request)).isEqualTo("COMMENT_ISSUE_MISSING");
    }

    @Test
    void aTokenThatMayNotCommentIsItsOwnFailure() {
        scene.forge
                .faults()
                .every(
                        Faults.request("POST", ".*/comments"),
                        Fault.answer(403, Map.of(), "Resource not accessible by personal access token"));

        assertThat(failure()).isEqualTo("COMMENT_REFUSED");
    }

    @Test
    void whatIsPublishedPassesTheGate() {
        deliver(Map.of("body", TestContext.SECRET), 1);

        assertThat(comments().get(0).body()).endsWith("***");
    }

    @Test
    void thePlanNamesThePlace() {
        assertThat(handler.plan(Requests.of(scene.issue(number), "comment", Map.of("body_file", "a.md"), 1)))
                .satisfies(plan -> {
                    assertThat(plan.summary()).isEqualTo("comment on octo/app#1 from a.md");
                    assertThat(plan.commit()).isNull();
                });
    }

    private String failure() {
        return failure(Requests.of(scene.issue(number), "comment", Map.of("body", "text"), 1));
    }

    private String failure(OutputRequest request) {
        OutputException failure = catchThrowableOfType(OutputException.class, () -> deliver(request));
        assertThat(failure.getMessage()).contains("octo/app#1").doesNotContain("\n");
        assertThat(failure.hint()).isNotBlank();
        return failure.failureCode();
    }

    private OutputReceipt deliver(Map<String, Object> fields, int attempt) {
        return deliver(Requests.of(scene.issue(number), "comment", fields, attempt));
    }

    private OutputReceipt deliver(OutputRequest request) {
        return handler.deliver(new OutputDelivery(
                request, (path, limit) -> ("file " + path).getBytes(StandardCharsets.UTF_8), null, Fence.OPEN));
    }

    private List<CommentView> comments() {
        return scene.look().comments(number);
    }
}
