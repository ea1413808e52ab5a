package io.github.hirakuarai.codexrunner.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.forge.Fault;
import io.github.hirakuarai.codexrunner.forge.Faults;
import io.github.hirakuarai.codexrunner.forge.RepositoryView.CommentView;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.CommandEdit;
import io.github.hirakuarai.codexrunner.spi.Fence;
import io.github.hirakuarai.codexrunner.spi.Marker;
import io.github.hirakuarai.codexrunner.spi.StateStore;
import io.github.hirakuarai.codexrunner.spi.StatusReceipt;
import io.github.hirakuarai.codexrunner.spi.StatusUpdate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelStateStoreTest {

    private static final String COMMENTS = ".*/issues/1/comments";

    @TempDir
    Path folder;

    private Scene scene;
    private StateStore store;
    private int number;

    @BeforeEach
    void open() {
        scene = new Scene(folder);
        store = new LabelStateStoreFactory().open(scene.context);
        number = scene.alice.createIssue(Scene.REPOSITORY, "title", "text", List.of("codex:enabled", "bug"));
    }

    @AfterEach
    void close() {
        store.close();
        scene.close();
    }

    @Test
    void aStateIsShownByACommentAndALabel() {
        StatusReceipt receipt = show(BriefState.RUNNING, "running", null);

        assertThat(comments()).singleElement().satisfies(comment -> {
            assertThat(comment.author()).isEqualTo("runner");
            assertThat(comment.body()).isEqualTo(text("running"));
            assertThat(receipt.commentId()).isEqualTo(comment.id());
        });
        assertThat(receipt.url()).asString().contains("#issuecomment-");
        assertThat(labels()).containsExactlyInAnyOrder("codex:enabled", "bug", "codex:running");
    }

    @Test
    void whatIsShownAlreadyIsNotWrittenAgain() {
        StatusReceipt first = show(BriefState.DONE, "done", null);

        assertThat(scene.writesOf(() -> assertThat(show(BriefState.DONE, "done", first.commentId()))
                        .isEqualTo(first)))
                .isEmpty();
        assertThat(scene.writesOf(
                        () -> assertThat(show(BriefState.DONE, "done", null)).isEqualTo(first)))
                .isEmpty();
    }

    @Test
    void theNewLabelComesBeforeTheOldOneGoes() {
        show(BriefState.RUNNING, "running", null);

        assertThat(scene.writesOf(() -> show(BriefState.DONE, "done", null)))
                .containsExactly(
                        "PATCH /issues/comments/" + comments().get(0).id(),
                        "POST /issues/1/labels",
                        "DELETE /issues/1/labels/codex%3Arunning");
        assertThat(labels()).containsExactlyInAnyOrder("codex:enabled", "bug", "codex:done");
        assertThat(comments()).hasSize(1);
    }

    @Test
    void anEndThatUsersMustHearOfIsANewCommentAndTheOldOneGoesAfterIt() {
        StatusReceipt running = show(BriefState.RUNNING, "running", null);

        List<String> writes = scene.writesOf(() -> notifyOf("failed"));

        assertThat(writes).startsWith("POST /issues/1/comments", "DELETE /issues/comments/" + running.commentId());
        assertThat(comments()).singleElement().satisfies(comment -> {
            assertThat(comment.body()).contains("failed");
            assertThat(comment.id()).isNotEqualTo(running.commentId());
        });
        assertThat(scene.writesOf(() -> notifyOf("failed")))
                .as("once an attempt")
                .isEmpty();
    }

    @Test
    void whatARunnerThatWasKilledLeftBesideTheNewCommentIsDeletedAtTheNextLook() {
        show(BriefState.RUNNING, "running", null);
        scene.forge.faults().next(Faults.request("DELETE", ".*/comments/.*"), Fault.answer(403, Map.of()));
        notifyOf("failed");
        assertThat(comments()).hasSize(2);

        notifyOf("failed");

        assertThat(comments())
                .singleElement()
                .satisfies(comment -> assertThat(comment.body()).contains("failed"));
    }

    private StatusReceipt notifyOf(String text) {
        return store.show(
                new StatusUpdate(
                        id(),
                        Scene.KEY,
                        scene.issue(number),
                        BriefState.FAILED,
                        text(Scene.KEY, text).replace("state=RUNNING", "state=FAILED"),
                        null,
                        false,
                        true),
                Fence.OPEN);
    }

    @Test
    void theCommandLabelIsTakenOffAndNeverPutOn() {
        scene.alice.addLabel(Scene.REPOSITORY, number, "codex:new");
        scene.alice.addLabel(Scene.REPOSITORY, number, "codex:failed");

        show(BriefState.PICKED, null, null);
        assertThat(labels()).containsExactlyInAnyOrder("codex:enabled", "bug", "codex:failed");

        show(BriefState.NEW, null, null);
        assertThat(labels()).containsExactlyInAnyOrder("codex:enabled", "bug", "codex:failed");
    }

    @Test
    void aLabelThatVanishedMeanwhileIsAsGoodAsRemoved() {
        show(BriefState.RUNNING, "running", null);
        scene.forge.faults().next(Faults.request("DELETE", ".*/labels/.*"), Fault.answer(404, Map.of()));

        show(BriefState.DONE, "done", null);

        assertThat(labels()).contains("codex:done");
    }

    @Test
    void aDeletedCommentIsMadeAnewOnce() {
        StatusReceipt first = show(BriefState.RUNNING, "running", null);
        scene.alice.deleteComment(Scene.REPOSITORY, comments().get(0).id());

        StatusReceipt second = show(BriefState.DONE, "done", first.commentId());

        assertThat(comments())
                .singleElement()
                .satisfies(comment -> assertThat(comment.id()).isEqualTo(second.commentId()));
        assertThat(scene.writesOf(() -> show(BriefState.DONE, "done", first.commentId())))
                .isEmpty();
    }

    @Test
    void aCommentThatIsGoneWhenItIsEditedIsLookedForAgain() {
        show(BriefState.RUNNING, "running", null);
        scene.forge.faults().next(Faults.request("PATCH", ".*"), Fault.answer(404, Map.of()));

        show(BriefState.DONE, "done", null);

        assertThat(comments()).singleElement().extracting(CommentView::body).isEqualTo(text("done"));
    }

    @Test
    void aLostIdIsFoundByTheMarkerOverAllPages() {
        for (int i = 0; i < 120; i++) {
            scene.alice.comment(Scene.REPOSITORY, number, "noise");
        }
        StatusReceipt first = show(BriefState.RUNNING, "running", null);

        assertThat(scene.writesOf(() ->
                        assertThat(show(BriefState.RUNNING, "running", null)).isEqualTo(first)))
                .isEmpty();
    }

    @Test
    void aStrangersMarkerIsNotBelieved() {
        long forged = scene.mallory.comment(Scene.REPOSITORY, number, text("mine"));

        StatusReceipt byMarker = show(BriefState.RUNNING, "running", null);
        StatusReceipt byId = show(BriefState.RUNNING, "running", forged);

        assertThat(byMarker.commentId()).isNotEqualTo(forged);
        assertThat(byId).isEqualTo(byMarker);
        assertThat(comments()).extracting(CommentView::body).containsExactly(text("mine"), text("running"));
    }

    @Test
    void anotherIssuesCommentIsNotTakenByItsId() {
        int other = scene.alice.createIssue(Scene.REPOSITORY, "other", "text", List.of());
        long elsewhere = scene.forge.as("runner").comment(Scene.REPOSITORY, other, "something else");

        show(BriefState.RUNNING, "running", elsewhere);

        assertThat(scene.look().comments(other).get(0).body()).isEqualTo("something else");
        assertThat(comments()).hasSize(1);
    }

    @Test
    void twoBriefsOfOneIssueHaveTwoComments() {
        show(BriefState.DONE, "done", null);
        BriefKey other = new BriefKey("cd".repeat(32));
        store.show(
                new StatusUpdate(
                        id(), other, scene.issue(number), BriefState.RUNNING, text(other, "x"), null, false, false),
                Fence.OPEN);

        assertThat(comments()).hasSize(2);
        assertThat(labels()).contains("codex:running").doesNotContain("codex:done");
    }

    @Test
    void aCommentWhoseAnswerWasLostIsNotWrittenTwice() {
        scene.forge.faults().next(Faults.request("POST", COMMENTS), Fault.actThenDrop());

        StatusReceipt receipt = show(BriefState.RUNNING, "running", null);

        assertThat(comments())
                .singleElement()
                .satisfies(comment -> assertThat(comment.id()).isEqualTo(receipt.commentId()));
    }

    @Test
    void aCommentThatNeverArrivedIsWrittenAgain() {
        scene.forge.faults().next(Faults.request("POST", COMMENTS), Fault.drop());

        show(BriefState.RUNNING, "running", null);

        assertThat(comments()).hasSize(1);
    }

    @Test
    void everyOtherStumbleIsOvercome() {
        for (String method : List.of("GET", "POST", "PATCH", "DELETE")) {
            scene.forge.faults().next(Faults.request(method, ".*/labels.*"), Fault.answer(502, Map.of()));
            scene.forge.faults().next(Faults.request(method, ".*/comments.*"), Fault.answer(500, Map.of()));
        }
        show(BriefState.RUNNING, "running", null);
        show(BriefState.DONE, "done", null);

        assertThat(comments()).singleElement().extracting(CommentView::body).isEqualTo(text("done"));
        assertThat(labels()).containsExactlyInAnyOrder("codex:enabled", "bug", "codex:done");
    }

    @Test
    void withoutAClaimNothingIsWritten() {
        Fence lost = () -> {
            throw new RunnerException(ErrorCode.LEASE_LOST, "another runner holds the claim");
        };

        assertThat(scene.writesOf(() -> assertThatThrownBy(
                                () -> store.show(update(BriefState.RUNNING, text("running"), null), lost))
                        .isInstanceOf(RunnerException.class)))
                .isEmpty();
    }

    @Test
    void withoutACommentOnlyTheLabelIsShown() {
        assertThat(show(BriefState.DONE, null, null)).isEqualTo(StatusReceipt.NONE);

        assertThat(comments()).isEmpty();
        assertThat(labels()).contains("codex:done");
    }

    @Test
    void labelsAndCommandsAreCommands() {
        scene.alice.addLabel(Scene.REPOSITORY, number, "codex:new");
        scene.clock.pass(Duration.ofMinutes(1));
        long retry = scene.mallory.comment(Scene.REPOSITORY, number, "/codex retry octo/app#1\n/codex cancel");
        scene.alice.comment(Scene.REPOSITORY, number, "> /codex retry");
        scene.alice.comment(Scene.REPOSITORY, number, text("/codex retry"));

        List<BriefCommand> commands = commands();

        assertThat(commands)
                .extracting(BriefCommand::kind)
                .containsExactly(BriefCommand.Kind.RETRY, BriefCommand.Kind.RETRY, BriefCommand.Kind.CANCEL);
        assertThat(commands.get(0).id()).startsWith("label-");
        assertThat(commands.get(0).by()).isEqualTo(scene.account("alice"));
        assertThat(commands.get(1))
                .isEqualTo(new BriefCommand(
                        "comment-" + retry,
                        BriefCommand.Kind.RETRY,
                        id(),
                        scene.account("mallory"),
                        scene.clock.instant()));
        assertThat(commands.get(2).id()).isEqualTo("comment-" + retry + "/2");
    }

    @Test
    void whoEditsACommandIntoAnothersCommentIsKnown() {
        long comment = scene.alice.comment(Scene.REPOSITORY, number, "a thought");
        scene.clock.pass(Duration.ofMinutes(1));
        scene.mallory.editComment(Scene.REPOSITORY, comment, "/codex retry");

        BriefCommand command = commands().get(0);

        assertThat(command.by()).isEqualTo(scene.account("alice"));
        assertThat(store.edit(scene.issue(number), command)).contains(new CommandEdit(scene.account("mallory"), true));
    }

    @Test
    void aCommandInAHiddenCommentIsWithdrawn() {
        long comment = scene.alice.comment(Scene.REPOSITORY, number, "/codex retry");
        scene.alice.minimize(Scene.REPOSITORY, comment, "outdated");

        assertThat(store.edit(scene.issue(number), commands().get(0))).isEmpty();
    }

    @Test
    void readingCommandsAsksAboutNoCommentByItself() {
        scene.mallory.comment(Scene.REPOSITORY, number, "/codex retry");

        assertThat(scene.requestsOf(this::commands)).noneMatch(request -> request.contains("graphql"));
    }

    @Test
    void aCommandStandsAfterTheRunnerTookItsLabelOff() {
        scene.alice.addLabel(Scene.REPOSITORY, number, "codex:new");
        List<BriefCommand> before = commands();

        show(BriefState.PICKED, null, null);

        assertThat(labels()).doesNotContain("codex:new");
        assertThat(commands()).isEqualTo(before).hasSize(1);
    }

    @Test
    void whoTakesTheLabelOffTakesTheCommandBack() {
        scene.alice.addLabel(Scene.REPOSITORY, number, "codex:new");
        scene.alice.removeLabel(Scene.REPOSITORY, number, "codex:new");

        assertThat(commands()).isEmpty();
    }

    @Test
    void aCommandIsAcknowledgedByOneReaction() {
        long comment = scene.alice.comment(Scene.REPOSITORY, number, "/codex retry\n/codex cancel");
        scene.mallory.comment(Scene.REPOSITORY, number, "/codex retry");
        scene.alice.addLabel(Scene.REPOSITORY, number, "codex:new");
        List<BriefCommand> commands = commands().stream()
                .filter(command -> command.by().login().equals("alice"))
                .toList();
        assertThat(commands).hasSize(3);

        store.acknowledge(scene.issue(number), commands, Fence.OPEN);
        store.acknowledge(scene.issue(number), commands, Fence.OPEN);

        assertThat(comments()).extracting(CommentView::reactions).containsExactly(List.of("eyes"), List.of());
        assertThat(comments().get(0).id()).isEqualTo(comment);
    }

    @Test
    void aCommandThatIsGoneOrLockedIsNoFailure() {
        long comment = scene.alice.comment(Scene.REPOSITORY, number, "/codex retry");
        List<BriefCommand> commands = commands();
        scene.alice.deleteComment(Scene.REPOSITORY, comment);

        store.acknowledge(scene.issue(number), commands, Fence.OPEN);
    }

    @Test
    void withoutAClaimNothingIsAcknowledged() {
        scene.alice.comment(Scene.REPOSITORY, number, "/codex retry");
        List<BriefCommand> commands = commands();
        Fence lost = () -> {
            throw new RunnerException(ErrorCode.LEASE_LOST, "gone");
        };

        assertThat(scene.writesOf(() -> assertThatThrownBy(() -> store.acknowledge(scene.issue(number), commands, lost))
                        .isInstanceOf(RunnerException.class)))
                .isEmpty();
    }

    @Test
    void readingCommandsWritesNothing() {
        scene.alice.addLabel(Scene.REPOSITORY, number, "codex:new");

        assertThat(scene.writesOf(this::commands)).isEmpty();
    }

    private List<BriefCommand> commands() {
        return store.commands(scene.issue(number));
    }

    private StatusReceipt show(BriefState state, @Nullable String text, @Nullable Long commentId) {
        return store.show(update(state, text == null ? null : text(text), commentId), Fence.OPEN);
    }

    private StatusUpdate update(BriefState state, @Nullable String comment, @Nullable Long commentId) {
        return new StatusUpdate(id(), Scene.KEY, scene.issue(number), state, comment, commentId, false, false);
    }

    private BriefId id() {
        return new BriefId(Scene.NAME, number, DocumentKind.ISSUE_BODY, 0, 1);
    }

    private static String text(String text) {
        return text(Scene.KEY, text);
    }

    private static String text(BriefKey key, String text) {
        return new Marker.Status(key, Digest.of("block"), new RunId("run-" + text.length()), BriefState.RUNNING).write()
                + "\n" + text;
    }

    private List<CommentView> comments() {
        return scene.look().comments(number);
    }

    private Set<String> labels() {
        return scene.look().issue(number).orElseThrow().labels();
    }
}
