package io.github.hirakuarai.codexrunner.ledger;

import io.github.hirakuarai.codexrunner.model.Account;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who asked for an attempt, and on which lane it runs: for readers of the record. It gives nobody any right, because whoever may
 * push may write it.
 *
 * @param lane the lane's name; null when the brief names none that can be read
 * @param author who wrote the brief
 * @param editor who edited it last; null when nobody did or the forge does not tell
 * @param retriedBy who asked for this attempt by a command; null for an attempt that no command asked for
 * @param cancelledBy whose command ended it; null when no command did
 * @param approvals who approved it, and when; empty on a lane that asks for none
 */
public record AttemptRequest(
        @Nullable String lane,
        Account author,
        @Nullable Account editor,
        @Nullable Account retriedBy,
        @Nullable Account cancelledBy,
        List<Approval> approvals) {

    public AttemptRequest {
        approvals = List.copyOf(approvals);
    }

    /** The same attempt, ended by a command. */
    AttemptRequest cancelled(Account by) {
        return new AttemptRequest(lane, author, editor, retriedBy, by, approvals);
    }

    /**
     * One approval.
     *
     * @param by who gave it
     * @param at when
     */
    public record Approval(Account by, Instant at) {}
}
