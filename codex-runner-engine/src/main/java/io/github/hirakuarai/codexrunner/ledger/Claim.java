package io.github.hirakuarai.codexrunner.ledger;

import io.github.hirakuarai.codexrunner.git.Commits;
import io.github.hirakuarai.codexrunner.git.Mirror;
import io.github.hirakuarai.codexrunner.git.PushOutcome;
import io.github.hirakuarai.codexrunner.git.RefMove;
import io.github.hirakuarai.codexrunner.git.RemoteRefs;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.Fence;
import io.github.hirakuarai.codexrunner.state.Transitions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A brief that this runner holds: moves its record on, and is the fence before every other write.
 *
 * <p>The holder may write for two thirds of the lease after its last confirmed move, counted from before that move was
 * sent, by the clock that ran further. After that nothing is written before a renewal has succeeded. Once another runner
 * has moved the record, the claim is lost for good. Safe for many threads.
 */
public final class Claim implements Fence {

    private static final int TRIES = 3;
    private static final int GUARDED_TRIES = 3;

    private final Mirror mirror;
    private final Commits commits;
    private final LedgerClock clock;
    private LedgerEntry entry;
    private LedgerClock.Reading confirmed;
    private boolean lost;

    Claim(Mirror mirror, LedgerClock clock, LedgerEntry entry, LedgerClock.Reading confirmed) {
        this.mirror = mirror;
        this.commits = new Commits(mirror);
        this.clock = clock;
        this.entry = entry;
        this.confirmed = confirmed;
    }

    /** The record as this runner wrote it last. */
    public synchronized LedgerRecord record() {
        return entry.record();
    }

    /** Returns when the claim holds; renews it first when its time for writing is over. */
    @Override
    public synchronized void check() {
        if (lost) {
            throw leaseLost();
        }
        if (overdue()) {
            if (entry.record().state().terminal()) {
                // A command may have given it to another runner by now, and a terminal record cannot be renewed.
                throw leaseLost();
            }
            renew();
        }
    }

    /** Whether the time for writing is over, or the claim is known to be lost: what runs under it has to end. */
    public synchronized boolean expired() {
        return lost
                || clock.since(confirmed)
                                .compareTo(Ledger.writingTime(entry.record().lease()))
                        >= 0;
    }

    /** How long ago the claim was confirmed last. */
    public synchronized Duration confirmedFor() {
        return clock.since(confirmed);
    }

    /** How often a claim has to be renewed. */
    public synchronized Duration renewalInterval() {
        return entry.record().lease().dividedBy(3);
    }

    /** Writes the same record again, and so holds the brief for another lease. */
    public synchronized void renew() {
        moveIf(advertised -> true, record -> record);
    }

    /**
     * Moves the record on.
     *
     * @throws RunnerException with {@code LEASE_LOST} when another runner has moved it
     */
    public void move(UnaryOperator<LedgerRecord> change) {
        moveIf(advertised -> true, change);
    }

    /** The same, when the guard lets it. */
    public void move(UnaryOperator<LedgerRecord> change, PushGuard guard) {
        guarded(guard, check -> moveIf(check, change));
    }

    private synchronized PushOutcome moveIf(Predicate<RemoteRefs> check, UnaryOperator<LedgerRecord> change) {
        PushOutcome outcome = push(change, null, check);
        if (outcome instanceof PushOutcome.Refused refused) {
            throw new RunnerException(
                    ErrorCode.REFUSED, "the server no longer accepts " + refused.ref() + ": " + refused.message());
        }
        return outcome;
    }

    /**
     * Not under the lock: the guard may have to wait for the forge, and renewals go on meanwhile. Some servers do not advertise to a push
     * what they show to a fetch: there the guard has looked for itself by then.
     */
    private static PushOutcome guarded(PushGuard guard, Function<Predicate<RemoteRefs>, PushOutcome> push) {
        for (int tries = 1; tries <= GUARDED_TRIES; tries++) {
            PushOutcome outcome = push.apply(guard::permits);
            if (!(outcome instanceof PushOutcome.Stopped)) {
                return outcome;
            }
            guard.stopped();
        }
        return push.apply(advertised -> true);
    }

    /**
     * Moves the record and a branch as one: both or none, so that a runner that has lost its claim publishes nothing. On a
     * server that cannot, the record moves first and the branch follows.
     *
     * @param guard lets it
     * @return {@code Moved}; or {@code Lost} or {@code Refused} for the branch
     * @throws RunnerException with {@code LEASE_LOST} when another runner has moved the record
     */
    public PushOutcome publish(RefMove branch, UnaryOperator<LedgerRecord> change, PushGuard guard) {
        return guarded(guard, check -> publishIf(check, branch, change));
    }

    private synchronized PushOutcome publishIf(
            Predicate<RemoteRefs> check, RefMove branch, UnaryOperator<LedgerRecord> change) {
        PushOutcome outcome = push(change, branch, check);
        if (!(outcome instanceof PushOutcome.NotAtomic)) {
            return outcome;
        }
        PushOutcome moved = moveIf(check, change);
        return moved instanceof PushOutcome.Stopped ? moved : mirror.push(List.of(branch));
    }

    private boolean overdue() {
        return clock.since(confirmed)
                        .compareTo(Ledger.writingTime(entry.record().lease()))
                >= 0;
    }

    private PushOutcome push(
            UnaryOperator<LedgerRecord> change, @Nullable RefMove branch, Predicate<RemoteRefs> check) {
        if (lost) {
            throw leaseLost();
        }
        LedgerRecord next = change.apply(entry.record()).stamped(clock.nonce(), clock.now());
        Transitions.require(entry.record().state(), next.state(), false);
        String ref = next.ref();
        String commit = commits.ofWords(entry.commit(), RecordFormat.write(next), clock.signature());
        List<RefMove> moves = new ArrayList<>();
        moves.add(new RefMove(ref, entry.commit(), commit));
        if (branch != null) {
            moves.add(branch);
        }
        LedgerClock.Reading asked = clock.read();
        PushOutcome outcome = pushObserved(mirror, moves, check);
        if (outcome instanceof PushOutcome.Moved) {
            entry = new LedgerEntry(commit, next);
            confirmed = asked;
        } else if (outcome instanceof PushOutcome.Lost gone && isRecordGone(gone, ref)) {
            lost = true;
            throw leaseLost();
        }
        return outcome;
    }

    /** In an atomic push the server may name either ref; only the record's own place tells whose the brief is. */
    private boolean isRecordGone(PushOutcome.Lost outcome, String ref) {
        return outcome.ref().equals(ref)
                || !entry.commit().equals(mirror.refs(ref).commits().get(ref));
    }

    /** A push whose answer was lost is looked for before it is repeated. */
    static PushOutcome pushObserved(Mirror mirror, List<RefMove> moves) {
        return pushObserved(mirror, moves, advertised -> true);
    }

    /** The same, if the server's refs pass a check. */
    static PushOutcome pushObserved(Mirror mirror, List<RefMove> moves, Predicate<RemoteRefs> check) {
        for (int tries = 1; ; tries++) {
            try {
                PushOutcome outcome = mirror.push(moves, check);
                if (outcome instanceof PushOutcome.Lost && moves.get(0).from() == null) {
                    RefInTheWay.requireNone(mirror, moves.get(0).ref());
                }
                return outcome;
            } catch (RunnerException e) {
                if (e.code() != ErrorCode.UNREACHABLE || tries == TRIES) {
                    throw e;
                }
                RefMove record = moves.get(0);
                if (Objects.equals(
                        record.to(), mirror.refs(record.ref()).commits().get(record.ref()))) {
                    return new PushOutcome.Moved();
                }
            }
        }
    }

    private RunnerException leaseLost() {
        return new RunnerException(
                ErrorCode.LEASE_LOST,
                "another runner has taken " + entry.record().id() + " over; this one writes nothing more for it");
    }
}
