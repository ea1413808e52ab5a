package io.github.hirakuarai.codexrunner.ledger;

import io.github.hirakuarai.codexrunner.git.Commits;
import io.github.hirakuarai.codexrunner.git.Mirror;
import io.github.hirakuarai.codexrunner.git.PushOutcome;
import io.github.hirakuarai.codexrunner.git.RefMove;
import io.github.hirakuarai.codexrunner.git.RemoteRefs;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.IssueRef;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.Fence;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which commands were answered with words, beside the records of one repository: each is answered by one runner. Used by one
 * thread at a time, as its mirror is.
 */
public final class AnswerBook {

    /** What stands before an issue and a brief's key in the name of the ref that holds its answers. */
    public static final String REFS = "refs/codex/answers/";

    private final Mirror mirror;
    private final Commits commits;
    private final LedgerClock clock;

    /**
     * The answers of a mirror's repository.
     *
     * @param mirror stays the caller's
     */
    public AnswerBook(Mirror mirror, LedgerClock clock) {
        this.mirror = mirror;
        this.commits = new Commits(mirror);
        this.clock = clock;
    }

    /** The ref of a brief's answers. */
    public static String ref(IssueRef issue, BriefKey key) {
        return new BriefRef(issue, key).below(REFS);
    }

    /** The key for the answer to a command that is about an issue rather than one brief: whoever answers takes the same. */
    public static BriefKey key(BriefCommand command) {
        return key(command.id());
    }

    /** The key for the answer to whatever has an id of its own in an issue. */
    public static BriefKey key(String id) {
        return new BriefKey(Digest.of("command\n" + id).hex());
    }

    /** What stands before the names of the refs with the answers for one issue's briefs. */
    public static String refs(IssueRef issue) {
        return REFS + issue + "/";
    }

    /**
     * Every answer among the advertised refs, by brief, oldest first.
     *
     * @param refs read with the prefix {@link #REFS}, or that of an issue
     */
    public RefContents<List<Answer>> answers(RemoteRefs refs) {
        return KeyedRefs.read(
                mirror,
                REFS,
                KeyedRefs.below(REFS, refs),
                (name, tip) -> KeyedRefs.chain(commits, name, tip, AnswerFormat::read));
    }

    /** Whether a command waits for an answer: none was given, and none was begun less than a lease ago. */
    public boolean isOpen(String command, List<Answer> answers, Duration lease) {
        Instant now = clock.now();
        return answers.stream()
                .filter(answer -> answer.command().equals(command))
                .noneMatch(answer ->
                        answer.given() || Duration.between(answer.at(), now).compareTo(lease) < 0);
    }

    /**
     * Begins an answer, if no other runner did.
     *
     * @param command its id
     * @param lease how long others leave it alone
     * @return the turn to answer; empty when it is another runner's, or over
     * @throws RunnerException with {@code REFUSED} when the server does not let it be written
     */
    public Optional<Turn> begin(IssueRef issue, BriefKey key, String command, Duration lease) {
        BriefRef name = new BriefRef(issue, key);
        String ref = name.below(REFS);
        RemoteRefs refs = mirror.refs(ref);
        RefContents<List<Answer>> now = answers(refs);
        if (now.unreadable().containsKey(name)) {
            throw new RunnerException(
                    ErrorCode.REFUSED, String.valueOf(now.unreadable().get(name)));
        }
        @Nullable String tip = refs.commits().get(ref);
        if (!isOpen(command, now.readable().getOrDefault(name, List.of()), lease)) {
            return Optional.empty();
        }
        LedgerClock.Reading asked = clock.read();
        String commit = commits.ofWords(tip, words(command, false), clock.signature());
        PushOutcome outcome = Claim.pushObserved(mirror, List.of(new RefMove(ref, tip, commit)));
        if (outcome instanceof PushOutcome.Refused refused) {
            throw new RunnerException(
                    ErrorCode.REFUSED,
                    "the server refused " + ref + ": " + refused.message()
                            + "; the token needs Contents: read and write");
        }
        return outcome instanceof PushOutcome.Moved
                ? Optional.of(new Turn(ref, commit, command, asked, lease))
                : Optional.empty();
    }

    /** Writes that the answer stands on the issue. Where the ref was moved meanwhile, the other runner finds the comment. */
    public void give(Turn turn) {
        String commit = commits.ofWords(turn.commit, words(turn.command, true), clock.signature());
        Claim.pushObserved(mirror, List.of(new RefMove(turn.ref, turn.commit, commit)));
    }

    private String words(String command, boolean given) {
        return AnswerFormat.write(new Answer(command, given, clock.now()), clock.nonce());
    }

    /**
     * What the log says of one command.
     *
     * @param command its id
     * @param given whether the answer stands on the issue, or was only begun
     * @param at when that was written
     */
    public record Answer(String command, boolean given, Instant at) {}

    /** The time in which this runner, and no other, answers a command. */
    public final class Turn implements Fence {

        private final String ref;
        private final String commit;
        private final String command;
        private final LedgerClock.Reading begun;
        private final Duration lease;

        private Turn(String ref, String commit, String command, LedgerClock.Reading begun, Duration lease) {
            this.ref = ref;
            this.commit = commit;
            this.command = command;
            this.begun = begun;
            this.lease = lease;
        }

        @Override
        public void check() {
            if (clock.since(begun).compareTo(Ledger.writingTime(lease)) >= 0) {
                throw new RunnerException(
                        ErrorCode.LEASE_LOST,
                        "the time to answer " + command + " is over; another runner may have answered");
            }
        }
    }
}
