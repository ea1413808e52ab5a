package io.github.hirakuarai.codexrunner.ledger;

import io.github.hirakuarai.codexrunner.git.Commits;
import io.github.hirakuarai.codexrunner.git.Mirror;
import io.github.hirakuarai.codexrunner.git.PushOutcome;
import io.github.hirakuarai.codexrunner.git.RefMove;
import io.github.hirakuarai.codexrunner.git.RemoteRefs;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.state.Transitions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The records of one repository. Used by one thread at a time, as its mirror is. */
public final class Ledger {

    /** What stands before a brief's key in its ref's name. */
    public static final String REFS = "refs/codex/briefs/";

    private final Mirror mirror;
    private final Commits commits;
    private final LedgerClock clock;

    /**
     * The records of a mirror's repository.
     *
     * @param mirror stays the caller's
     */
    public Ledger(Mirror mirror, LedgerClock clock) {
        this.mirror = mirror;
        this.commits = new Commits(mirror);
        this.clock = clock;
    }

    /** The ref of a brief's record. */
    public static String ref(BriefKey key) {
        return REFS + key.hex();
    }

    /**
     * Every record among the advertised refs, by key.
     *
     * @param refs read with the prefix {@link #REFS}
     */
    public Map<BriefKey, LedgerEntry> entries(RemoteRefs refs) {
        Map<BriefKey, LedgerEntry> entries = new LinkedHashMap<>();
        KeyedRefs.fetched(mirror, refs, REFS)
                .forEach((key, commit) -> entries.put(
                        key, new LedgerEntry(commit, RecordFormat.read(ref(key), commits.message(commit)))));
        return entries;
    }

    /** What the record said, newest first. */
    public List<LedgerEntry> history(LedgerEntry entry) {
        List<LedgerEntry> history = new ArrayList<>();
        for (String commit : commits.history(entry.commit())) {
            history.add(
                    new LedgerEntry(commit, RecordFormat.read(ref(entry.record().key()), commits.message(commit))));
        }
        return List.copyOf(history);
    }

    /**
     * Takes a brief, if nobody else did.
     *
     * @param record what the claim writes: PICKED to run it, or FAILED to answer an invalid brief
     * @param over the entry of a failed attempt that a command repeats; null when the brief has no record
     */
    public ClaimOutcome claim(LedgerRecord record, @Nullable LedgerEntry over) {
        Transitions.require(over == null ? BriefState.NEW : over.record().state(), record.state(), over != null);
        LedgerClock.Reading asked = clock.read();
        LedgerRecord stamped = record.stamped(clock.nonce(), clock.now());
        String parent = over == null ? null : over.commit();
        String commit = commits.ofWords(parent, RecordFormat.write(stamped), clock.signature());
        PushOutcome outcome = Claim.pushObserved(mirror, List.of(new RefMove(ref(record.key()), parent, commit)));
        if (outcome instanceof PushOutcome.Moved) {
            return new ClaimOutcome.Won(new Claim(mirror, clock, new LedgerEntry(commit, stamped), asked));
        }
        if (outcome instanceof PushOutcome.Refused refused) {
            return new ClaimOutcome.Impossible(refused.message());
        }
        return new ClaimOutcome.Lost();
    }

    /**
     * Goes on with a claim whose holder is gone: moves its record to a commit of this runner's, so that nobody else can.
     *
     * @param entry neither DONE nor FAILED
     * @return empty when the record was moved meanwhile: its holder lives, or another runner was faster
     */
    public Optional<Claim> takeOver(LedgerEntry entry) {
        Claim claim = new Claim(mirror, clock, entry, clock.read());
        try {
            claim.renew();
            return Optional.of(claim);
        } catch (RunnerException e) {
            if (e.code() == ErrorCode.LEASE_LOST) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** How long a claim of this lease may go without a renewal before its holder must stop writing. */
    static Duration writingTime(Duration lease) {
        return lease.multipliedBy(2).dividedBy(3);
    }
}
