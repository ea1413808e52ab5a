package io.github.hirakuarai.codexrunner.event;

import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.RunId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One line of an audit: an attempt to run a brief, or an operator's command. */
public sealed interface AuditEntry {

    /** Returns when it began, by the clock of the runner that wrote it. */
    Instant at();

    /** Returns the brief. */
    BriefId id();

    /** Returns the digest of the brief's text. */
    Digest digest();

    /** Returns the repository that holds the record. */
    RepositoryName repository();

    /**
     * An attempt, from its claim to its end.
     *
     * @param at when it was claimed
     * @param id the brief
     * @param digest of the brief's text
     * @param repository holds the record
     * @param attempt counted from 1
     * @param run the attempt's run
     * @param runner the runner's name
     * @param lane the lane's name; null when the record does not say
     * @param people who asked for it; null when the record does not say
     * @param branch the run's branch; null when it had none
     * @param state the state that the record reached
     * @param result how it ended; null while it runs
     * @param failure the failure's code; null when it did not fail
     * @param endedAt when it ended; null while it runs
     * @param links what it left behind
     */
    record Attempt(
            Instant at,
            BriefId id,
            Digest digest,
            RepositoryName repository,
            int attempt,
            RunId run,
            String runner,
            @Nullable String lane,
            @Nullable People people,
            @Nullable String branch,
            BriefState state,
            @Nullable Result result,
            @Nullable String failure,
            @Nullable Instant endedAt,
            List<Link> links)
            implements AuditEntry {
        public Attempt {
            links = List.copyOf(links);
        }
    }

    /**
     * Who had a part in an attempt.
     *
     * @param author who wrote the brief
     * @param editor who edited the brief last; null when nobody did or it is not known
     * @param retriedBy whose command asked for this attempt; null when no command did
     * @param cancelledBy whose command ended this attempt; null when no command did
     * @param approvals under which it ran, the oldest first; empty on a lane that asks for none
     */
    record People(
            Account author,
            @Nullable Account editor,
            @Nullable Account retriedBy,
            @Nullable Account cancelledBy,
            List<Approval> approvals) {
        public People {
            approvals = List.copyOf(approvals);
        }
    }

    /**
     * One approval.
     *
     * @param by who gave it
     * @param at when
     */
    record Approval(Account by, Instant at) {}

    /**
     * A command that an operator wrote beside the record, whether it had an effect or not.
     *
     * @param at when it was given
     * @param id the brief
     * @param digest of the text for which it counts
     * @param repository holds the command
     * @param kind what was requested
     * @param command the command's id
     * @param by who gave it
     */
    record Command(
            Instant at,
            BriefId id,
            Digest digest,
            RepositoryName repository,
            BriefCommand.Kind kind,
            String command,
            String by)
            implements AuditEntry {}
}
