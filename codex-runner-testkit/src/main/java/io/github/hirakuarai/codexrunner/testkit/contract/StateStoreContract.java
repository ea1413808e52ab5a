package io.github.hirakuarai.codexrunner.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.CommandAnswer;
import io.github.hirakuarai.codexrunner.spi.Fence;
import io.github.hirakuarai.codexrunner.spi.Marker;
import io.github.hirakuarai.codexrunner.spi.StateStore;
import io.github.hirakuarai.codexrunner.spi.StatusReceipt;
import io.github.hirakuarai.codexrunner.spi.StatusUpdate;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every {@link StateStore} must do. A store's own test extends this class and says how users see it and write to it.
 */
public abstract class StateStoreContract {

    /** The brief that the contract's updates are about. */
    protected static final BriefKey KEY = new BriefKey("ab".repeat(32));

    private static final BriefKey ANOTHER = new BriefKey("cd".repeat(32));

    /** For subclasses. */
    protected StateStoreContract() {}

    /** The store; the same one during a test. */
    protected abstract StateStore store();

    /** An issue as the source gives it this moment; the same one during a test. */
    protected abstract Issue issue();

    /** The one state that users see on the issue. */
    protected abstract BriefState shown();

    /** A comment as it stands, or null when it does not. */
    protected abstract @Nullable String comment(long id);

    /** A person deletes a comment. */
    protected abstract void deleteComment(long id);

    /** Whoever gives the commands of {@link #command}. */
    protected abstract Account person();

    /** A user requests another attempt in the way of this store. The brief's status comment stands there. */
    protected abstract void command();

    /** The comments that users see as answers to commands, markers included. */
    protected abstract List<String> answers();

    /** How often anything was written so far, by the store or by others. */
    protected abstract int writes();

    @ParameterizedTest
    @EnumSource(names = {"RUNNING", "DONE", "FAILED"})
    protected void aStateIsShownWithItsComment(BriefState state) {
        StatusReceipt receipt = show(state, "the first text", null);

        assertThat(shown()).isEqualTo(state);
        assertThat(comment(id(receipt))).startsWith(marker(KEY, state)).contains("the first text");
        assertThat(receipt.url()).isNotNull();
    }

    @Test
    protected void aSecondTimeChangesNothingAndAnswersTheSame() {
        StatusReceipt first = show(BriefState.DONE, "text", null);
        int before = writes();

        assertThat(show(BriefState.DONE, "text", first.commentId())).isEqualTo(first);
        assertThat(writes()).isEqualTo(before);
    }

    @Test
    protected void theNextStateTakesThePlaceOfTheLastInTheSameComment() {
        StatusReceipt running = show(BriefState.RUNNING, "it runs", null);
        StatusReceipt failed = show(BriefState.FAILED, "it failed", running.commentId());
        assertThat(shown()).isEqualTo(BriefState.FAILED);

        StatusReceipt done = show(BriefState.DONE, "it is done", failed.commentId());

        assertThat(shown()).isEqualTo(BriefState.DONE);
        assertThat(done).isEqualTo(running);
        assertThat(comment(id(done))).contains("it is done").doesNotContain("it runs", "it failed");
    }

    @Test
    protected void anEndThatUsersMustHearOfIsOneCommentHoweverOftenItIsShown() {
        StatusReceipt running = show(BriefState.RUNNING, "it runs", null);
        StatusUpdate update = update(KEY, BriefState.FAILED, "it failed", running.commentId());
        StatusUpdate notifying = new StatusUpdate(
                update.id(),
                update.key(),
                update.issue(),
                update.state(),
                update.comment(),
                update.commentId(),
                false,
                true);
        StatusReceipt failed = store().show(notifying, Fence.OPEN);
        long before = writes();

        assertThat(store().show(notifying, Fence.OPEN)).isEqualTo(failed);
        assertThat(writes()).isEqualTo(before);
        assertThat(comment(id(failed))).contains("it failed");
        assertThat(show(BriefState.RUNNING, "it runs again", null)).isEqualTo(failed);
    }

    @Test
    protected void aCommentIsFoundByItsMarkerWhenItsIdWasLost() {
        StatusReceipt first = show(BriefState.RUNNING, "it runs", null);

        assertThat(show(BriefState.DONE, "it is done", null)).isEqualTo(first);
    }

    @Test
    protected void aDeletedCommentIsMadeAnew() {
        StatusReceipt first = show(BriefState.RUNNING, "it runs", null);
        deleteComment(id(first));

        StatusReceipt second = show(BriefState.DONE, "it is done", first.commentId());

        assertThat(comment(id(second))).contains("it is done");
    }

    @Test
    protected void theNumberOfADeletedCommentIsNeverGivenAgain() {
        StatusReceipt first = show(BriefState.RUNNING, "it runs", null);
        deleteComment(id(first));
        StatusReceipt second = show(BriefState.RUNNING, "it runs", null);
        deleteComment(id(second));

        assertThat(List.of(
                        id(first),
                        id(second),
                        id(show(BriefState.DONE, "it is done", null)),
                        id(store().show(update(ANOTHER, BriefState.RUNNING, "another", null), Fence.OPEN))))
                .doesNotHaveDuplicates();
    }

    @Test
    protected void everyBriefHasACommentOfItsOwn() {
        StatusReceipt first = show(BriefState.DONE, "first", null);
        StatusReceipt second = store().show(update(ANOTHER, BriefState.RUNNING, "second", null), Fence.OPEN);

        assertThat(second.commentId()).isNotEqualTo(first.commentId());
        assertThat(comment(id(first))).contains("first");
    }

    @Test
    protected void withoutAClaimNothingIsWritten() {
        int before = writes();
        Fence lost = () -> {
            throw new RunnerException(ErrorCode.LEASE_LOST, "the claim is gone");
        };

        assertThatThrownBy(() -> store().show(update(KEY, BriefState.RUNNING, "it runs", null), lost))
                .isInstanceOf(RunnerException.class)
                .hasMessage("the claim is gone");
        assertThat(writes()).isEqualTo(before);
    }

    @Test
    protected void nobodyHasGivenACommand() {
        show(BriefState.FAILED, "it failed", null);

        assertThat(store().commands(issue())).isEmpty();
    }

    @Test
    protected void aPersonsCommandIsReadInTheirName() {
        show(BriefState.FAILED, "it failed", null);
        command();

        List<BriefCommand> commands = store().commands(issue());

        assertThat(commands).singleElement().satisfies(command -> {
            assertThat(command.kind()).isEqualTo(BriefCommand.Kind.RETRY);
            assertThat(command.by()).isEqualTo(person());
            assertThat(command.target()).isIn(null, brief());
        });
    }

    @Test
    protected void aCommandKeepsItsIdSoThatItCountsOnce() {
        StatusReceipt receipt = show(BriefState.RUNNING, "it runs", null);
        command();
        List<BriefCommand> before = store().commands(issue());

        show(BriefState.FAILED, "it failed", receipt.commentId());

        assertThat(store().commands(issue())).isEqualTo(before).hasSize(1);
    }

    @Test
    protected void readingCommandsWritesNothing() {
        show(BriefState.FAILED, "it failed", null);
        command();
        int before = writes();

        store().commands(issue());

        assertThat(writes()).isEqualTo(before);
    }

    @Test
    protected void acknowledgingRemovesNoCommand() {
        show(BriefState.FAILED, "it failed", null);
        command();
        List<BriefCommand> commands = store().commands(issue());

        store().acknowledge(issue(), commands, Fence.OPEN);
        store().acknowledge(issue(), commands, Fence.OPEN);

        assertThat(store().commands(issue())).isEqualTo(commands);
    }

    @Test
    protected void aCommandHasOneAnswerWhichMayChange() {
        BriefCommand asked = asked("command-1");
        answer(KEY, asked, "it would run", Fence.OPEN);
        int before = writes();
        answer(KEY, asked, "it would run", Fence.OPEN);
        assertThat(writes()).isEqualTo(before);

        answer(KEY, asked, "it is held", Fence.OPEN);

        assertThat(answers())
                .singleElement()
                .satisfies(text -> assertThat(text)
                        .startsWith(new Marker.Answer(KEY, "command-1").write())
                        .contains("it is held"));
    }

    @Test
    protected void everyCommandAndBriefHasAnAnswerOfItsOwn() {
        answer(KEY, asked("command-1"), "first", Fence.OPEN);
        answer(KEY, asked("command-2"), "second", Fence.OPEN);
        answer(ANOTHER, asked("command-2"), "third", Fence.OPEN);

        assertThat(answers()).hasSize(3);
        assertThat(store().commands(issue())).as("an answer commands nothing").isEmpty();
    }

    @Test
    protected void noAnswerIsWrittenOutOfTurn() {
        int before = writes();
        Fence over = () -> {
            throw new RunnerException(ErrorCode.LEASE_LOST, "the turn is over");
        };

        assertThatThrownBy(() -> answer(KEY, asked("command-1"), "late", over)).hasMessage("the turn is over");
        assertThat(writes()).isEqualTo(before);
    }

    private void answer(BriefKey key, BriefCommand command, String text, Fence fence) {
        String comment = new Marker.Answer(key, command.id()).write() + "\n" + text;
        store().answer(new CommandAnswer(issue(), command.target(), command, comment), fence);
    }

    private BriefCommand asked(String id) {
        return new BriefCommand(id, BriefCommand.Kind.DRY_RUN, null, person(), Instant.EPOCH);
    }

    private StatusReceipt show(BriefState state, String text, @Nullable Long commentId) {
        return store().show(update(KEY, state, text, commentId), Fence.OPEN);
    }

    private StatusUpdate update(BriefKey key, BriefState state, String text, @Nullable Long commentId) {
        return new StatusUpdate(
                brief(), key, issue(), state, marker(key, state) + "\n" + text, commentId, false, false);
    }

    private BriefId brief() {
        return new BriefId(issue().repository(), issue().number(), DocumentKind.ISSUE_BODY, 0, 1);
    }

    private static String marker(BriefKey key, BriefState state) {
        return new Marker.Status(key, Digest.of("block"), new RunId("run"), state).write();
    }

    private static long id(StatusReceipt receipt) {
        return Objects.requireNonNull(receipt.commentId());
    }
}
