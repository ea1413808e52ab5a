package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.brief.BriefReading;
import io.github.hirakuarai.codexrunner.disk.InterruptedRun;
import io.github.hirakuarai.codexrunner.disk.Journal;
import io.github.hirakuarai.codexrunner.disk.RunFolder;
import io.github.hirakuarai.codexrunner.engine.Recovered.Verdict;
import io.github.hirakuarai.codexrunner.ledger.Claim;
import io.github.hirakuarai.codexrunner.ledger.Ledger;
import io.github.hirakuarai.codexrunner.ledger.LedgerEntry;
import io.github.hirakuarai.codexrunner.ledger.LedgerRecord;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.publish.RunReport;
import io.github.hirakuarai.codexrunner.spi.Fence;
import io.github.hirakuarai.codexrunner.spi.StatusUpdate;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.spi.WorkspaceUnavailableException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what runners that are gone have left. Steps are never run again here: a run ends as it would have when all its
 * outputs were delivered, and as interrupted otherwise.
 *
 * <p>A run of this machine is known by its folder, whose lock is free when its process is gone. Another machine's is left
 * alone until its record has stood unchanged for a whole lease by this machine's monotonic clock, which takes two looks.
 */
final class Recovery {

    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    private static final int TRIES = 3;

    /** Behind these something of the run may still be at work in the workdir. */
    private static final Set<ReasonCode> WAITS =
            EnumSet.of(ReasonCode.WORKDIR_BUSY, ReasonCode.LANE_UNREACHABLE, ReasonCode.LANE_UNUSABLE);

    private final Stages stages;
    private final Repositories repositories;
    private final StaleClaims sightings;
    private final boolean act;
    private final List<Recovered> recovered = new ArrayList<>();

    /**
     * @param sightings of other machines' claims, kept from one look to the next
     * @param act whether anything is done; else it is only said
     */
    Recovery(Stages stages, Repositories repositories, StaleClaims sightings, boolean act) {
        this.stages = stages;
        this.repositories = repositories;
        this.sightings = sightings;
        this.act = act;
    }

    /** Deals with everything that was left. */
    List<Recovered> recover() {
        Set<String> here = new HashSet<>();
        for (Path path : RunFolder.unfinished(stages.config().runner().stateDir())) {
            here.add(String.valueOf(path.getFileName()));
            Optional<RunFolder> taken = RunFolder.takeOver(path, stages.clock());
            if (taken.isPresent()) {
                try (RunFolder folder = taken.get()) {
                    recover(folder);
                }
            }
        }
        for (RepositoryName repository : repositories.watched()) {
            lookAtOthers(repository, here);
        }
        return List.copyOf(recovered);
    }

    private void recover(RunFolder folder) {
        List<Journal.Entry> journal = folder.entries();
        Optional<InterruptedRun> read = InterruptedRun.of(folder, journal);
        if (read.isEmpty()) {
            // It was killed before it was about to claim anything.
            if (act) {
                folder.discard();
            }
            return;
        }
        InterruptedRun left = read.get();
        for (int tries = 1; tries <= TRIES; tries++) {
            if (isDealtWith(left)) {
                return;
            }
        }
        say(left.id(), folder, Verdict.WAITING, "its record still moves");
    }

    /**
     * Looks at the record, and does what it asks for.
     *
     * @return false when the record was moved meanwhile: a push of the killed process that was under way may arrive late
     */
    private boolean isDealtWith(InterruptedRun left) {
        LedgerEntry entry = repositories.look(left.repository()).records().get(left.key());
        if (entry == null) {
            closeUnclaimed(left);
        } else if (!entry.record().run().equals(left.folder().run())) {
            close(left, "another run has the brief");
        } else if (entry.record().state().terminal()) {
            showEnd(left, entry);
        } else {
            return isTakenOver(left, entry);
        }
        return true;
    }

    /** A push that was under way when its process was killed may still arrive. */
    private void closeUnclaimed(InterruptedRun left) {
        Duration age = Duration.between(left.claimedAt(), stages.clock().instant());
        if (left.claimed() || age.abs().compareTo(stages.config().lease()) > 0) {
            close(left, "it had claimed nothing");
        } else {
            say(left.id(), left.folder(), Verdict.WAITING, "its claim was under way and has not arrived");
        }
    }

    private void close(InterruptedRun left, String why) {
        say(left.id(), left.folder(), Verdict.CLOSED, why);
        if (act) {
            left.folder().finish();
        }
    }

    private void showEnd(InterruptedRun left, LedgerEntry entry) {
        LedgerRecord record = entry.record();
        say(left.id(), left.folder(), Verdict.SHOWN, "it had ended as " + record.state());
        if (act) {
            String report = left.folder().read(RunFolder.REPORT).orElseGet(() -> report(left, record, record.result()));
            show(record, report, () -> requireUnmoved(left, entry));
            left.folder().finish();
        }
    }

    /** An ended record cannot be renewed; that it still stands there is the fence. */
    private void requireUnmoved(InterruptedRun left, LedgerEntry entry) {
        LedgerEntry now = repositories.look(left.repository()).records().get(left.key());
        if (now == null || !now.commit().equals(entry.commit())) {
            throw new RunnerException(ErrorCode.LEASE_LOST, "another attempt of " + left.id() + " has begun");
        }
    }

    private boolean isTakenOver(InterruptedRun left, LedgerEntry entry) {
        if (!act) {
            say(left.id(), left.folder(), verdict(left), "its runner is gone");
            return true;
        }
        Optional<String> busy = freeWorkdir(left, entry.record().branch());
        if (busy.isPresent()) {
            say(left.id(), left.folder(), Verdict.WAITING, busy.get());
            return true;
        }
        Optional<Claim> taken = ledger(left.repository()).takeOver(entry);
        if (taken.isEmpty()) {
            return false;
        }
        Claim claim = taken.get();
        Result result = left.ended() == null ? Result.INTERRUPTED : left.ended();
        String code = left.ended() == null ? "INTERRUPTED" : left.code();
        Optional<String> written =
                left.ended() == null ? Optional.empty() : left.folder().read(RunFolder.REPORT);
        String report = written.orElseGet(() -> report(left, entry.record(), result));
        left.folder().write(RunFolder.REPORT, report);
        claim.move(record -> record.ended(result, code));
        show(claim.record(), report, claim);
        say(left.id(), left.folder(), verdict(left), left.how());
        left.folder().finish();
        return true;
    }

    private static Verdict verdict(InterruptedRun left) {
        return left.ended() == null ? Verdict.INTERRUPTED : Verdict.ENDED;
    }

    /**
     * Takes the workdir once, which puts it back in order, and waits for nobody.
     *
     * @return why it cannot be had now; empty when it is free, or nothing of the run's can be in it
     */
    private Optional<String> freeWorkdir(InterruptedRun left, @Nullable String branch) {
        Optional<BriefReading.Valid> brief = left.folder()
                .read(RunFolder.BRIEF)
                .map(stages.finder()::read)
                .filter(BriefReading.Valid.class::isInstance)
                .map(BriefReading.Valid.class::cast);
        @Nullable
        Lane lane = brief.isEmpty()
                ? null
                : stages.config().lanes().get(brief.get().brief().lane());
        if (lane == null || branch == null) {
            return Optional.empty();
        }
        try (Workspace workspace = stages.lanes()
                .open(
                        lane,
                        stages.lanes()
                                .workspace(left.folder().run(), brief.get().brief(), branch))) {
            log.debug("{} is in order again", workspace.workdir());
            return Optional.empty();
        } catch (WorkspaceUnavailableException e) {
            return WAITS.contains(e.reason().code()) ? Optional.of(e.reason().message()) : Optional.empty();
        } catch (RunnerException e) {
            return Optional.of(Failures.unusable(e).message());
        }
    }

    private void lookAtOthers(RepositoryName repository, Set<String> here) {
        Map<BriefKey, LedgerEntry> records = repositories.look(repository).records();
        for (LedgerEntry entry : records.values()) {
            LedgerRecord record = entry.record();
            if (record.state().terminal() || here.contains(record.run().value())) {
                continue;
            }
            Duration unchanged = sightings.unchangedFor(repository, entry, stages.ledgerClock());
            if (unchanged.compareTo(record.lease()) < 0) {
                say(record, Verdict.WAITING, record.runner() + " has it");
            } else if (!act) {
                say(record, Verdict.INTERRUPTED, record.runner() + " has not renewed its claim for a whole lease");
            } else {
                endOther(repository, entry);
            }
        }
    }

    private void endOther(RepositoryName repository, LedgerEntry entry) {
        Optional<Claim> taken = ledger(repository).takeOver(entry);
        if (taken.isPresent()) {
            Claim claim = taken.get();
            claim.move(record -> record.ended(Result.INTERRUPTED, "INTERRUPTED"));
            show(claim.record(), report(null, claim.record(), Result.INTERRUPTED), claim);
            say(
                    claim.record(),
                    Verdict.INTERRUPTED,
                    entry.record().runner() + " had not renewed its claim for a whole lease");
        }
    }

    private Ledger ledger(RepositoryName repository) {
        return new Ledger(repositories.mirror(repository), stages.ledgerClock());
    }

    private void show(LedgerRecord record, String report, Fence fence) {
        BriefId id = record.id();
        try {
            Optional<Issue> issue = stages.source().issue(id.repository(), id.number());
            if (issue.isEmpty()) {
                stages.listener()
                        .on(new RunEvent.Warned(id, "its issue is gone, so nobody is told there how it ended"));
                return;
            }
            stages.states()
                    .show(
                            new StatusUpdate(
                                    id,
                                    record.key(),
                                    issue.get(),
                                    record.state(),
                                    stages.config().report().comment() ? report : null,
                                    record.statusComment()),
                            fence);
        } catch (RunnerException e) {
            stages.listener().on(new RunEvent.Warned(id, "its end could not be shown on the issue: " + e.getMessage()));
        }
    }

    private String report(@Nullable InterruptedRun left, LedgerRecord record, @Nullable Result result) {
        String how = left == null ? "its runner, " + record.runner() + ", does not answer any more" : left.how();
        @Nullable
        Failure failure = result == Result.INTERRUPTED
                ? new Failure(
                        Result.INTERRUPTED,
                        "INTERRUPTED",
                        how,
                        "look at what is there, then comment /codex retry to run it again")
                : null;
        return stages.comments()
                .render(new RunReport(
                        record.id(),
                        record.key(),
                        record.digest(),
                        record.run(),
                        record.attempt(),
                        result == null ? record.state() : result.state(),
                        result,
                        null,
                        left == null ? record.at() : left.claimedAt(),
                        stages.clock().instant(),
                        List.of(),
                        null,
                        record.links(),
                        failure,
                        List.of(),
                        left == null
                                ? null
                                : left.folder().path() + " ("
                                        + stages.config().runner().id() + ")"));
    }

    private void say(LedgerRecord record, Verdict verdict, String message) {
        tell(new Recovered(record.id(), record.run(), verdict, message));
    }

    private void say(BriefId id, RunFolder folder, Verdict verdict, String message) {
        tell(new Recovered(id, folder.run(), verdict, message));
    }

    private void tell(Recovered one) {
        recovered.add(one);
        stages.listener().on(new RunEvent.Recovery(one));
    }
}
