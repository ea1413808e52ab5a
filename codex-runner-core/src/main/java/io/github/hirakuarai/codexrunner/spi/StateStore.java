package io.github.hirakuarai.codexrunner.spi;

import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.Issue;
import java.util.List;

/**
 * Shows a brief's state where people look, and reads the commands that they give there. It never decides whether a brief
 * has run: the ledger does. Safe for many threads; the states of an issue's briefs are shown
 * one after another, while commands may be read and answered at the same time.
 */
public interface StateStore extends AutoCloseable {

    /**
     * Brings what people see to the given state: the brief's one status comment, and the picture on its issue. Idempotent:
     * a second call with the same update changes nothing and answers the same. A status comment that is already there is
     * found by its marker, even when its id was lost, and edited; one that a person deleted is made anew.
     */
    StatusReceipt show(StatusUpdate update, Fence fence);

    /** The commands that stand on an issue, oldest first, spent ones too. Writes nothing. */
    List<BriefCommand> commands(Issue issue);

    /**
     * Shows the people who gave commands that these are being followed, as by a reaction. Idempotent. What cannot be shown is
     * let be: that the commands were spent stands in the record. Shows nothing unless a store says otherwise.
     *
     * @param commands that were judged and spent; those of strangers are never answered
     */
    default void acknowledge(Issue issue, List<BriefCommand> commands, Fence fence) {}

    /**
     * Shows people the answer to a command: one comment for each command and brief. Idempotent: it is found by its marker, and
     * edited when it says something else.
     *
     * @param command that was judged; a stranger's is never answered
     * @param comment Markdown, gated already, a {@code Marker.Answer} the first line
     */
    void answer(Issue issue, BriefCommand command, String comment, Fence fence);

    @Override
    void close();
}
