package io.github.hirakuarai.codexrunner.ledger;

import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.DocumentRef;
import io.github.hirakuarai.codexrunner.model.IssueRef;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger says of a brief at one moment.
 *
 * @param state the brief's state
 * @param attempt counted from 1
 * @param result how the attempt ended; null while it runs
 * @param failure the failure's code; null when it did not fail
 * @param message what failed, masked and on one line; null when it did not fail, or the record does not say
 * @param document where the block stands; its repository's name is for people and may be a former one
 * @param ordinal the block's place in the document, from 1
 * @param occurrence the block's place, from 1, among the blocks of equal digest in the document
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
 * @param request who asked for the attempt, and where it runs; null when the record does not say
 */
public record LedgerRecord(
        BriefState state,
        int attempt,
        @Nullable Result result,
        @Nullable String failure,
        @Nullable String message,
        DocumentRef document,
        int ordinal,
        int occurrence,
        Digest digest,
        String runner,
        RunId run,
        String nonce,
        Instant at,
        Duration lease,
        @Nullable String branch,
        @Nullable Long statusComment,
        List<String> spentCommands,
        List<Link> links,
        @Nullable AttemptRequest request) {

    private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}++");

    /** In characters. */
    private static final int LONGEST_MESSAGE = 200;

    public LedgerRecord {
        if (attempt < 1 || ordinal < 1 || occurrence < 1 || occurrence > ordinal) {
            throw new IllegalArgumentException(
                    "not a record: attempt " + attempt + ", block " + ordinal + ", occurrence " + occurrence);
        }
        spentCommands = List.copyOf(spentCommands);
        links = List.copyOf(links);
    }

    /** Names the record: made of numbers that a renaming does not change. */
    public BriefKey key() {
        return BriefKey.of(document, digest, occurrence);
    }

    /** The brief, for people. */
    public BriefId id() {
        return BriefId.of(document, ordinal);
    }

    /** Where the block stands, whatever its text: equal for two versions of an edited brief. */
    public String place() {
        return document.path() + "/" + ordinal;
    }

    /** The issue or pull request in which the brief stands. */
    public IssueRef issue() {
        return document.issue();
    }

    /** The ref that holds the record. */
    public String ref() {
        return Ledger.ref(issue(), key());
    }

    /** The same brief, its steps started. */
    public LedgerRecord running(@Nullable Long comment) {
        return with(BriefState.RUNNING, null, null, null, branch, comment, links);
    }

    /** The same brief, its attempt ended. */
    public LedgerRecord ended(Result how, @Nullable String failureCode) {
        return ended(how, failureCode, null);
    }

    /**
     * The same brief, its attempt ended.
     *
     * @param what failed, masked; it is cut and brought onto one line
     */
    public LedgerRecord ended(Result how, @Nullable String failureCode, @Nullable String what) {
        @Nullable
        String line =
                what == null ? null : CONTROLS.matcher(what).replaceAll(" ").strip();
        @Nullable
        String cut = line == null || line.isEmpty()
                ? null
                : line.substring(
                        0,
                        line.offsetByCodePoints(0, Math.min(line.codePointCount(0, line.length()), LONGEST_MESSAGE)));
        return with(how.state(), how, failureCode, cut, branch, statusComment, links);
    }

    /** The same state, with whose command ended the attempt. */
    public LedgerRecord cancelledBy(Account by) {
        return request == null ? this : requested(request.cancelled(by));
    }

    /** The same state, with the branch that holds the attempt's work. */
    public LedgerRecord withBranch(String name) {
        return with(state, result, failure, message, name, statusComment, links);
    }

    /** The same state, with more links. */
    public LedgerRecord withLinks(List<Link> more) {
        List<Link> all = new ArrayList<>(links);
        more.stream().filter(link -> !all.contains(link)).forEach(all::add);
        return with(state, result, failure, message, branch, statusComment, all);
    }

    /** The same words in a commit of their own. */
    LedgerRecord stamped(String newNonce, Instant now) {
        return new LedgerRecord(
                state,
                attempt,
                result,
                failure,
                message,
                document,
                ordinal,
                occurrence,
                digest,
                runner,
                run,
                newNonce,
                now,
                lease,
                branch,
                statusComment,
                spentCommands,
                links,
                request);
    }

    private LedgerRecord requested(AttemptRequest other) {
        return new LedgerRecord(
                state,
                attempt,
                result,
                failure,
                message,
                document,
                ordinal,
                occurrence,
                digest,
                runner,
                run,
                nonce,
                at,
                lease,
                branch,
                statusComment,
                spentCommands,
                links,
                other);
    }

    private LedgerRecord with(
            BriefState newState,
            @Nullable Result newResult,
            @Nullable String newFailure,
            @Nullable String newMessage,
            @Nullable String newBranch,
            @Nullable Long newComment,
            List<Link> newLinks) {
        return new LedgerRecord(
                newState,
                attempt,
                newResult,
                newFailure,
                newMessage,
                document,
                ordinal,
                occurrence,
                digest,
                runner,
                run,
                nonce,
                at,
                lease,
                newBranch,
                newComment,
                spentCommands,
                newLinks,
                request);
    }
}
