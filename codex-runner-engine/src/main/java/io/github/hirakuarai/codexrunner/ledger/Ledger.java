package io.github.hirakuarai.codexrunner.ledger;

import io.github.hirakuarai.codexrunner.git.Commits;
import io.github.hirakuarai.codexrunner.git.Mirror;
import io.github.hirakuarai.codexrunner.git.PushOutcome;
import io.github.hirakuarai.codexrunner.git.RefMove;
import io.github.hirakuarai.codexrunner.git.RemoteRefs;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.IssueRef;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.state.Transitions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The records of one repository. Used by one thread at a time, as its mirror is. */
public final class Ledger {

    /** What stands before an issue and a brief's key in the name of a record's ref. */
    public static final String REFS = "refs/codex/briefs/";

    private static final Pattern FORMER = Pattern.compile(REFS + "[0-9a-f]{64}");

    private static final Logger log = LoggerFactory.getLogger(Ledger.class);

    private final Mirror mirror;
    private final Commits commits;
    private final LedgerClock clock;
    private final ParsedRecords parsed;

    /** The records of a mirror's repository, of which none was read before. */
    public Ledger(Mirror mirror, LedgerClock clock) {
        this(mirror, clock, new ParsedRecords());
    }

    /**
     * The records of a mirror's repository.
     *
     * @param mirror stays the caller's
     * @param parsed what was read before
     */
    public Ledger(Mirror mirror, LedgerClock clock, ParsedRecords parsed) {
        this.parsed = parsed;
        this.mirror = mirror;
        this.commits = new Commits(mirror);
        this.clock = clock;
    }

    /** The ref of a brief's record. */
    public static String ref(IssueRef issue, BriefKey key) {
        return new BriefRef(issue, key).below(REFS);
    }

    /** What stands before the names of the records of one issue. */
    public static String refs(IssueRef issue) {
        return REFS + issue + "/";
    }

    /**
     * Every record among the advertised refs.
     *
     * @param refs read with the prefix {@link #REFS}, or that of an issue
     */
    public RefContents<LedgerEntry> records(RemoteRefs refs) {
        return KeyedRefs.read(mirror, REFS, KeyedRefs.below(REFS, refs), this::read);
    }

    /**
     * The records among the advertised refs that have not ended; those that are known to have ended are not even fetched.
     *
     * @param refs as for {@link #records}
     */
    public RefContents<LedgerEntry> unfinished(RemoteRefs refs) {
        Map<BriefRef, String> open = KeyedRefs.below(REFS, refs);
        open.entrySet().removeIf(tip -> {
            LedgerEntry known = parsed.get(tip.getKey(), tip.getValue());
            return known != null && known.record().state().terminal();
        });
        RefContents<LedgerEntry> read = KeyedRefs.read(mirror, REFS, open, this::read);
        Map<BriefRef, LedgerEntry> unfinished = new HashMap<>(read.readable());
        unfinished.values().removeIf(entry -> entry.record().state().terminal());
        return new RefContents<>(unfinished, read.unreadable());
    }

    /**
     * Refuses a repository whose records stand under the names that they had before releases.
     *
     * @param refs read with the prefix {@link #REFS}
     * @throws RunnerException with {@code CONFIGURATION}, which says how to move them: two names for one brief would be two
     *     truths
     */
    public void requirePresentLayout(RemoteRefs refs) {
        List<String> former = refs.commits().keySet().stream()
                .filter(ref -> FORMER.matcher(ref).matches())
                .toList();
        if (!former.isEmpty()) {
            String ref = former.get(0);
            throw new RunnerException(
                    ErrorCode.CONFIGURATION,
                    "records under a former name: " + ref
                            + (former.size() == 1 ? "" : " and " + (former.size() - 1) + " more")
                            + "; stop every runner and move each with `git push <remote> <commit>:" + REFS
                            + "<repository id>-<number>/" + ref.substring(REFS.length()) + " :" + ref
                            + "` (both numbers are in its `git log`)");
        }
    }

    private LedgerEntry read(BriefRef name, String commit) throws UnreadableException {
        LedgerEntry known = parsed.get(name, commit);
        if (known != null) {
            return known;
        }
        LedgerEntry entry = new LedgerEntry(commit, RecordFormat.read(name, KeyedRefs.message(commits, commit)));
        parsed.put(name, entry);
        return entry;
    }

    /** What the record said, newest first; what no runner wrote is left out. */
    public List<LedgerEntry> history(LedgerEntry entry) {
        return history(entry, unreadable -> log.debug("{}", unreadable));
    }

    /**
     * What the record said, newest first.
     *
     * @param unreadable told, in a line, of each commit that is left out because no runner wrote it
     */
    public List<LedgerEntry> history(LedgerEntry entry, Consumer<String> unreadable) {
        BriefRef name = new BriefRef(entry.record().issue(), entry.record().key());
        List<LedgerEntry> history = new ArrayList<>();
        for (String commit : commits.history(entry.commit())) {
            try {
                history.add(read(name, commit));
            } catch (UnreadableException e) {
                unreadable.accept(
                        "commit " + commit + " of " + name.below(REFS) + " does not count: " + e.getMessage());
            }
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
        return claim(record, over, advertised -> true);
    }

    /**
     * Takes a brief, if nobody else did, and if the server's refs pass a check.
     *
     * @param check given what the server advertises to the claim's own push, before anything is sent
     */
    public ClaimOutcome claim(LedgerRecord record, @Nullable LedgerEntry over, Predicate<RemoteRefs> check) {
        Transitions.require(over == null ? BriefState.NEW : over.record().state(), record.state(), over != null);
        LedgerClock.Reading asked = clock.read();
        LedgerRecord stamped = record.stamped(clock.nonce(), clock.now());
        String parent = over == null ? null : over.commit();
        String commit = commits.ofWords(parent, RecordFormat.write(stamped), clock.signature());
        PushOutcome outcome;
        try {
            outcome = Claim.pushObserved(mirror, List.of(new RefMove(record.ref(), parent, commit)), check);
        } catch (RunnerException e) {
            if (e.code() == ErrorCode.REFUSED) {
                return new ClaimOutcome.Impossible(String.valueOf(e.getMessage()));
            }
            throw e;
        }
        if (outcome instanceof PushOutcome.Moved) {
            return new ClaimOutcome.Won(new Claim(mirror, clock, new LedgerEntry(commit, stamped), asked));
        }
        if (outcome instanceof PushOutcome.Refused refused) {
            return new ClaimOutcome.Impossible(refused.message());
        }
        if (outcome instanceof PushOutcome.Stopped) {
            return new ClaimOutcome.Outdated();
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
    public static Duration writingTime(Duration lease) {
        return lease.multipliedBy(2).dividedBy(3);
    }
}
