package io.github.hirakuarai.codexrunner.ledger;

import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger says of a brief at one moment.
 *
 * @param state the brief's state
 * @param attempt counted from 1
 * @param result how the attempt ended; null while it runs
 * @param failure the failure's code; null when it did not fail
 * @param key names the record
 * @param id the brief, for people
 * @param place where the block stands, whatever its text: equal for two versions of an edited brief
 * @param digest of the block that was claimed
 * @param runner the runner's name, for display only: cloned machines share it
 * @param run the attempt's run
 * @param nonce makes this commit unlike any other
 * @param at when this was written, by the runner's clock
 * @param lease how long the claim holds unrenewed
 * @param branch the run's branch on the forge; null before the claim knows it
 * @param statusComment the numeric id of the brief's status comment; null while there is none
 * @param spentCommands ids of the commands that earlier attempts have used up
 * @param links what the attempt left behind
 */
public record LedgerRecord(
        BriefState state,
        int attempt,
        @Nullable Result result,
        @Nullable String failure,
        BriefKey key,
        BriefId id,
        String place,
        Digest digest,
        String runner,
        RunId run,
        String nonce,
        Instant at,
        Duration lease,
        @Nullable String branch,
        @Nullable Long statusComment,
        List<String> spentCommands,
        List<Link> links) {

    public LedgerRecord {
        spentCommands = List.copyOf(spentCommands);
        links = List.copyOf(links);
    }

    /** The same brief, its steps started. */
    public LedgerRecord running(@Nullable Long comment) {
        return with(BriefState.RUNNING, null, null, comment, links);
    }

    /** The same brief, its attempt ended. */
    public LedgerRecord ended(Result how, @Nullable String failureCode) {
        return with(how.state(), how, failureCode, statusComment, links);
    }

    /** The same state, with the status comment that was made for it. */
    public LedgerRecord withStatusComment(@Nullable Long comment) {
        return with(state, result, failure, comment, links);
    }

    /** The same state, with more links. */
    public LedgerRecord withLinks(List<Link> more) {
        List<Link> all = new ArrayList<>(links);
        more.stream().filter(link -> !all.contains(link)).forEach(all::add);
        return with(state, result, failure, statusComment, all);
    }

    /** The same words in a commit of their own. */
    LedgerRecord stamped(String newNonce, Instant now) {
        return new LedgerRecord(
                state,
                attempt,
                result,
                failure,
                key,
                id,
                place,
                digest,
                runner,
                run,
                newNonce,
                now,
                lease,
                branch,
                statusComment,
                spentCommands,
                links);
    }

    private LedgerRecord with(
            BriefState newState,
            @Nullable Result newResult,
            @Nullable String newFailure,
            @Nullable Long newComment,
            List<Link> newLinks) {
        return new LedgerRecord(
                newState,
                attempt,
                newResult,
                newFailure,
                key,
                id,
                place,
                digest,
                runner,
                run,
                nonce,
                at,
                lease,
                branch,
                newComment,
                spentCommands,
                newLinks);
    }
}
