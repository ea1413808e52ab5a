package io.github.hirakuarai.codexrunner.testkit.contract;

import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.spi.CommandAnswer;
import io.github.hirakuarai.codexrunner.spi.Fence;
import io.github.hirakuarai.codexrunner.spi.StateStore;
import io.github.hirakuarai.codexrunner.spi.StatusReceipt;
import io.github.hirakuarai.codexrunner.spi.StatusUpdate;
import io.github.hirakuarai.codexrunner.testkit.memory.InMemoryStateStoreTest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A store that is sound but for one requirement, the one whose test it is named after. */
public class BrokenStateStore extends InMemoryStateStoreTest {

    static volatile String broken = "";

    private final StateStore served = new Broken();

    @Override
    protected StateStore store() {
        return served;
    }

    private final class Broken implements StateStore {

        private @Nullable StatusReceipt first;
        private boolean taken;
        private int shown;
        private int answered;

        private boolean breaks(String test) {
            return broken.equals(test);
        }

        @Override
        public StatusReceipt show(StatusUpdate update, Fence fence) {
            shown++;
            StatusUpdate meant = update;
            if (breaks("aStateIsShownWithItsComment")) {
                meant = with(update, update.key(), BriefState.PICKED, update.comment());
            } else if (breaks("aSecondTimeChangesNothingAndAnswersTheSame")
                    || (breaks("anEndThatUsersMustHearOfIsOneCommentHoweverOftenItIsShown") && update.notifying())) {
                meant = with(update, update.key(), update.state(), update.comment() + "\nshown " + shown + " times");
            } else if (breaks("theNextStateTakesThePlaceOfTheLastInTheSameComment")
                    || (breaks("aCommentIsFoundByItsMarkerWhenItsIdWasLost") && update.commentId() == null)) {
                meant = with(update, new BriefKey(String.format("%064x", shown)), update.state(), update.comment());
            } else if (breaks("everyBriefHasACommentOfItsOwn")) {
                meant = with(update, KEY, update.state(), update.comment());
            }
            if (breaks("aDeletedCommentIsMadeAnew") && first != null) {
                return first;
            }
            first = store.show(meant, breaks("withoutAClaimNothingIsWritten") ? Fence.OPEN : fence);
            if (breaks("theNumberOfADeletedCommentIsNeverGivenAgain")) {
                return new StatusReceipt(1L, first.url());
            }
            return first;
        }

        private static StatusUpdate with(
                StatusUpdate update, BriefKey key, BriefState state, @Nullable String comment) {
            return new StatusUpdate(
                    update.id(),
                    key,
                    update.issue(),
                    state,
                    comment,
                    update.commentId(),
                    update.first(),
                    update.notifying());
        }

        @Override
        public List<BriefCommand> commands(Issue issue) {
            List<BriefCommand> commands = new ArrayList<>(taken ? List.of() : store.commands(issue));
            if (breaks("nobodyHasGivenACommand")) {
                commands.add(new BriefCommand("invented", BriefCommand.Kind.RETRY, null, person(), Instant.EPOCH));
            }
            if (breaks("readingCommandsWritesNothing")) {
                store.acknowledge(issue, commands, Fence.OPEN);
            }
            if (breaks("aPersonsCommandIsReadInTheirName")) {
                commands.replaceAll(command -> new BriefCommand(
                        command.id(), command.kind(), command.target(), new Account(8, "runner", true), command.at()));
            }
            if (breaks("aCommandKeepsItsIdSoThatItCountsOnce")) {
                commands.replaceAll(command -> new BriefCommand(
                        UUID.randomUUID().toString(), command.kind(), command.target(), command.by(), command.at()));
            }
            return commands;
        }

        @Override
        public void acknowledge(Issue issue, List<BriefCommand> commands, Fence fence) {
            taken = breaks("acknowledgingRemovesNoCommand");
            store.acknowledge(issue, commands, fence);
        }

        @Override
        public void answer(CommandAnswer answer, Fence fence) {
            String comment = answer.comment();
            String meant = comment;
            if (breaks("aCommandHasOneAnswerWhichMayChange")) {
                answered++;
                meant = comment.replaceFirst("command=[^ ]+", "$0-" + answered);
            } else if (breaks("everyCommandAndBriefHasAnAnswerOfItsOwn")) {
                meant = comment.replace("command=command-2", "command=command-1");
            }
            store.answer(
                    new CommandAnswer(answer.issue(), answer.brief(), answer.command(), meant),
                    breaks("noAnswerIsWrittenOutOfTurn") ? Fence.OPEN : fence);
        }

        @Override
        public void close() {}
    }
}
