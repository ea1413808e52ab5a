package io.github.hirakuarai.codexrunner.spi;

import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.Issue;
import java.util.List;
import java.util.Optional;

/**
 * Displays the states of briefs on the forge, and reads the commands that users give there. It never decides whether a
 * brief has run: the ledger does. Thread-safe; the states of an issue's briefs are shown one after another, while
 * commands may be read and answered at the same time.
 */
public interface StateStore extends AutoCloseable {

    /**
     * Displays a state: in the brief's one status comment, and on its issue. Idempotent: a second call with the same update
     * changes nothing and returns the same. An existing status comment is found by its marker, even if its id was lost,
     * and edited; a deleted one is created again. When the update is to notify users, a store may post a new comment and then
     * delete the old one, but only once for each marker.
     */
    StatusReceipt show(StatusUpdate update, Fence fence);

    /**
     * Returns the commands on an issue, oldest first, including spent ones, each by the author of its text. Writes nothing,
     * and asks the forge nothing about a single comment: {@link #edit} does.
     */
    List<BriefCommand> commands(Issue issue);

    /**
     * Returns at least those of the commands on an issue that cancel. Asked again and again while a brief runs: a store whose
     * users can cancel in fewer ways than they can command reads less.
     */
    default List<BriefCommand> cancels(Issue issue) {
        return commands(issue);
    }

    /**
     * Who edited a command's text last. Asked only about commands of those who may command, and right before they count.
     *
     * @param command one that {@link #commands} gave
     * @return empty when the command is withdrawn by now: its text deleted, or hidden
     */
    default Optional<CommandEdit> edit(Issue issue, BriefCommand command) {
        return Optional.of(CommandEdit.NONE);
    }

    /**
     * Shows users that their commands were seen, as by a reaction. Idempotent, also across processes, and called at every look while
     * a command is pending: what is shown already costs no request that writes. What cannot be shown is let be. Shows nothing
     * unless a store says otherwise.
     *
     * @param commands that count; those of strangers are never answered
     */
    default void acknowledge(Issue issue, List<BriefCommand> commands, Fence fence) {}

    /**
     * Shows users the answer to a command, or to a text that was meant as one: one comment for each marker. Idempotent: it is found by its marker, and
     * edited when it says something else. What gave the command and still stands, as a label, is removed.
     */
    void answer(CommandAnswer answer, Fence fence);

    @Override
    void close();
}
