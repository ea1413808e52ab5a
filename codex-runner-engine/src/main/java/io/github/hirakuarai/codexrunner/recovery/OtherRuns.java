package io.github.hirakuarai.codexrunner.recovery;

import io.github.hirakuarai.codexrunner.context.Repositories;
import io.github.hirakuarai.codexrunner.disk.StaleClaims;
import io.github.hirakuarai.codexrunner.event.Recovered.Verdict;
import io.github.hirakuarai.codexrunner.lane.Lanes;
import io.github.hirakuarai.codexrunner.ledger.Claim;
import io.github.hirakuarai.codexrunner.ledger.LedgerEntry;
import io.github.hirakuarai.codexrunner.ledger.LedgerRecord;
import io.github.hirakuarai.codexrunner.ledger.RefContents;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Ends what runners of other machines have left, once their records have stood unchanged for a whole lease. */
public final class OtherRuns {

    private final Repositories repositories;
    private final StaleClaims claims;
    private final EndDisplay ends;
    private final RecoveryLog log;
    private final Lanes lanes;

    /** @param claims of other machines, as they were seen at earlier looks */
    public OtherRuns(Repositories repositories, StaleClaims claims, EndDisplay ends, RecoveryLog log, Lanes lanes) {
        this.repositories = repositories;
        this.claims = claims;
        this.ends = ends;
        this.log = log;
        this.lanes = lanes;
    }

    /**
     * Deals with the runs of other machines.
     *
     * @param everything whether all records are listed; else only now and then, and what is known to be unfinished each time
     * @param here the runs that have a folder on this machine
     */
    void recover(boolean everything, Set<String> here) {
        for (RepositoryName repository : repositories.watched()) {
            try {
                look(repository, everything, here);
            } catch (RunnerException e) {
                if (!Repositories.concernsOne(e)) {
                    throw e;
                }
                repositories.unavailable(repository, e);
            }
        }
        if (log.acts()) {
            claims.save();
        }
    }

    private void look(RepositoryName repository, boolean everything, Set<String> here) {
        StaleClaims.Extent counted = claims.look(repository);
        RefContents<LedgerEntry> found = repositories.unfinished(
                repository, everything ? StaleClaims.Extent.ALL : counted, claims.issues(repository));
        if (everything) {
            found.unreadable().values().stream().sorted().forEach(why -> log.warn(repository, why));
        }
        Collection<LedgerEntry> unfinished = found.readable().values();
        claims.retain(
                repository,
                unfinished.stream().map(entry -> entry.record().key()).collect(Collectors.toSet()));
        for (LedgerEntry entry : unfinished) {
            LedgerRecord record = entry.record();
            if (here.contains(record.run().value())) {
                continue;
            }
            Duration unchanged = claims.unchangedFor(repository, record.issue(), record.key(), entry.commit());
            if (!isOfWatched(record, unchanged)) {
                continue;
            }
            if (unchanged.compareTo(record.lease()) < 0) {
                log.say(record, Verdict.WAITING, record.runner() + " holds the claim");
            } else if (!log.acts()) {
                log.say(record, Verdict.INTERRUPTED, record.runner() + " has not renewed its claim for a whole lease");
            } else {
                end(repository, entry);
            }
        }
    }

    /** Records of other repositories' issues are the concern of their runners, or nobody's: anybody who may push writes them. */
    private boolean isOfWatched(LedgerRecord record, Duration unchanged) {
        return repositories.watched().contains(record.id().repository())
                || (unchanged.compareTo(record.lease()) >= 0
                        && ends.issue(record, repositories.watched()).isPresent());
    }

    private void end(RepositoryName repository, LedgerEntry entry) {
        Optional<Claim> taken = repositories.ledger(repository).takeOver(entry);
        repositories.forget(repository, entry.record().issue());
        if (taken.isPresent()) {
            Claim claim = taken.get();
            claim.move(record -> record.ended(Result.INTERRUPTED, "INTERRUPTED"));
            ends.show(
                            claim.record(),
                            repositories.watched(),
                            ends.report(null, claim.record(), Result.INTERRUPTED),
                            Duration.ZERO,
                            claim)
                    .ifPresent(why -> ends.warn(claim.record().id(), why));
            lanes.discard(claim.record().run());
            log.say(
                    claim.record(),
                    Verdict.INTERRUPTED,
                    entry.record().runner() + " had not renewed its claim for a whole lease");
        }
    }
}
