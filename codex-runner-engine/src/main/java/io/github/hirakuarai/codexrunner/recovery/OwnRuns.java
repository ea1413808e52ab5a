package io.github.hirakuarai.codexrunner.recovery;

import io.github.hirakuarai.codexrunner.context.Repositories;
import io.github.hirakuarai.codexrunner.context.RunnerContext;
import io.github.hirakuarai.codexrunner.disk.InterruptedRun;
import io.github.hirakuarai.codexrunner.disk.Journal;
import io.github.hirakuarai.codexrunner.disk.RunFolder;
import io.github.hirakuarai.codexrunner.disk.SavedPlan;
import io.github.hirakuarai.codexrunner.event.Recovered;
import io.github.hirakuarai.codexrunner.event.Recovered.Verdict;
import io.github.hirakuarai.codexrunner.lane.SilentLaneException;
import io.github.hirakuarai.codexrunner.ledger.Claim;
import io.github.hirakuarai.codexrunner.ledger.LedgerEntry;
import io.github.hirakuarai.codexrunner.ledger.LedgerRecord;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deals with what runners of this machine have left: a run is known by its folder, whose lock is free when its process is gone. */
public final class OwnRuns {

    private static final Logger logger = LoggerFactory.getLogger(OwnRuns.class);

    static final int TRIES = 3;

    private final RunnerContext context;
    private final Repositories repositories;
    private final LeftWorkdirs workdirs;
    private final EndDisplay ends;
    private final RecoveryLog log;
    private boolean silent;
    private final Set<String> here = new HashSet<>();
    private final List<InterruptedRun> resumable = new ArrayList<>();

    public OwnRuns(
            RunnerContext context, Repositories repositories, LeftWorkdirs workdirs, EndDisplay ends, RecoveryLog log) {
        this.context = context;
        this.repositories = repositories;
        this.workdirs = workdirs;
        this.ends = ends;
        this.log = log;
    }

    /** The runs that have a folder here. */
    Set<String> here() {
        return here;
    }

    /** Says that a run has to wait. */
    void postpone(InterruptedRun left, RunnerException why) {
        log.say(left, Verdict.WAITING, String.valueOf(why.getMessage()));
    }

    /** Deals with the runs of this machine. */
    void recover() {
        for (Path path : RunFolder.unfinished(context.config().runner().stateDir())) {
            here.add(String.valueOf(path.getFileName()));
            Optional<RunFolder> taken = RunFolder.takeOver(path, context.clock());
            if (taken.isPresent()) {
                RunFolder folder = taken.get();
                try {
                    if (log.acts()) {
                        folder.freeReserve();
                    }
                    recoverOrWait(folder);
                } finally {
                    if (resumable.stream().noneMatch(left -> left.folder() == folder)) {
                        folder.close();
                    }
                }
            }
        }
    }

    /** The runs to go on with, their folders held: {@link Resumption} takes them to their end. */
    List<InterruptedRun> resumable() {
        return List.copyOf(resumable);
    }

    /** Whether a lane has not answered yet, so that a run on it waits. */
    boolean metSilence() {
        return silent;
    }

    /** A repository that cannot be reached, or a lane that does not answer soon, keeps its own runs waiting. */
    private void recoverOrWait(RunFolder folder) {
        try {
            recover(folder);
        } catch (RunnerException e) {
            Optional<InterruptedRun> left = InterruptedRun.of(folder, folder.journalLines());
            if (!Repositories.concernsOne(e) || left.isEmpty()) {
                throw e;
            }
            if (e instanceof SilentLaneException) {
                silent = true;
            } else {
                repositories.unavailable(left.get().repository(), e);
            }
            log.say(left.get(), Verdict.WAITING, String.valueOf(e.getMessage()));
        }
    }

    private void recover(RunFolder folder) {
        List<Journal.Line> journal = folder.journalLines();
        Optional<InterruptedRun> read = InterruptedRun.of(folder, journal);
        if (read.isEmpty()) {
            // It was killed before it was about to claim anything.
            if (log.acts()) {
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
        log.say(left, Verdict.WAITING, "its record still changes");
    }

    /**
     * Looks at the record, and does what it asks for.
     *
     * @return false when the record was moved meanwhile: a push of the killed process that was under way may arrive late
     */
    private boolean isDealtWith(InterruptedRun left) {
        @Nullable LedgerEntry entry = recordOf(left);
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

    private @Nullable LedgerEntry recordOf(InterruptedRun left) {
        return repositories.look(left.repository(), left.issue()).records().get(left.key());
    }

    /** A push that was under way when its process was killed may still arrive. */
    private void closeUnclaimed(InterruptedRun left) {
        Duration age = Duration.between(left.claimedAt(), context.clock().instant());
        @Nullable
        String unreadable =
                repositories.look(left.repository(), left.issue()).unreadable().get(left.key());
        if (unreadable != null) {
            close(left, unreadable);
        } else if (left.claimed()) {
            close(left, "it had claimed the brief, and the record is gone");
        } else if (age.abs().compareTo(context.config().lease()) > 0) {
            close(left, "its claim never arrived");
        } else {
            if (log.acts()) {
                freePlannedWorkdir(left);
            }
            log.say(left, Verdict.WAITING, "its claim was under way and has not arrived");
        }
    }

    private void close(InterruptedRun left, String why) {
        if (log.acts()) {
            freePlannedWorkdir(left);
            left.folder().finish();
        }
        log.say(left, Verdict.CLOSED, why);
    }

    /** Its steps, or their supervisor, may still run: they are ended, and the workdir is put back. */
    private void freePlannedWorkdir(InterruptedRun left) {
        Optional<String> busy = workdirs.free(
                left, SavedPlan.read(left.folder()).map(SavedPlan::branch).orElse(null));
        busy.ifPresent(reason -> logger.warn("the workdir of {} was not put back: {}", left.id(), reason));
    }

    private void showEnd(InterruptedRun left, LedgerEntry entry) {
        LedgerRecord record = entry.record();
        String ended = "it had ended as " + record.state();
        if (log.acts()) {
            String report =
                    left.folder().read(RunFolder.REPORT).orElseGet(() -> ends.report(left, record, record.result()));
            Optional<String> why = ends.show(
                    record,
                    namesFor(left),
                    report,
                    Duration.between(left.claimedAt(), record.at()),
                    () -> requireUnmoved(left, entry));
            if (why.isPresent()) {
                log.say(left, Verdict.WAITING, ended + ", which could not be shown: " + why.get());
                return;
            }
            left.folder().finish();
        }
        log.say(left, Verdict.SHOWN, ended);
    }

    /** An ended record cannot be renewed; that it still stands there is the fence. */
    private void requireUnmoved(InterruptedRun left, LedgerEntry entry) {
        @Nullable LedgerEntry now = recordOf(left);
        if (now == null || !now.commit().equals(entry.commit())) {
            throw new RunnerException(ErrorCode.LEASE_LOST, "another attempt of " + left.id() + " has begun");
        }
    }

    private boolean isTakenOver(InterruptedRun left, LedgerEntry entry) {
        if (Resumption.isPossible(left)) {
            log.say(left, Verdict.RESUMED, left.how());
            if (log.acts()) {
                resumable.add(left);
            }
            return true;
        }
        if (!log.acts()) {
            log.say(left, verdict(left), "its runner is gone");
            return true;
        }
        Optional<String> busy = workdirs.free(left, entry.record().branch());
        if (busy.isPresent()) {
            log.say(left, Verdict.WAITING, busy.get());
            return true;
        }
        Optional<Claim> taken = repositories.ledger(left.repository()).takeOver(entry);
        taken.ifPresent(claim -> end(left, claim));
        return taken.isPresent();
    }

    /**
     * Ends a run that cannot be gone on with: its steps first, then its record.
     *
     * @return what was done with it
     */
    Recovered interrupt(InterruptedRun left, Claim claim) {
        Optional<String> busy = workdirs.free(left, claim.record().branch());
        if (busy.isPresent()) {
            log.say(left, Verdict.WAITING, busy.get());
        } else {
            end(left, claim);
        }
        return log.of(left.folder().run());
    }

    private void end(InterruptedRun left, Claim claim) {
        Result result = left.ended() == null ? Result.INTERRUPTED : left.ended();
        String code = left.ended() == null ? "INTERRUPTED" : left.code();
        Optional<String> written =
                left.ended() == null ? Optional.empty() : left.folder().read(RunFolder.REPORT);
        String report = written.orElseGet(() -> ends.report(left, claim.record(), result));
        left.folder().write(RunFolder.REPORT, report);
        claim.move(record -> record.ended(result, code));
        Optional<String> why = ends.show(
                claim.record(),
                namesFor(left),
                report,
                Duration.between(left.claimedAt(), context.clock().instant()),
                claim);
        log.say(left, verdict(left), left.how());
        if (why.isPresent()) {
            ends.warn(left.id(), why.get() + "; the next run retries");
        } else {
            left.folder().finish();
        }
    }

    private static Verdict verdict(InterruptedRun left) {
        return left.ended() == null ? Verdict.INTERRUPTED : Verdict.ENDED;
    }

    /** Of a run of this machine its journal tells, which nobody else writes. */
    private Set<RepositoryName> namesFor(InterruptedRun left) {
        Set<RepositoryName> names = new LinkedHashSet<>(repositories.watched());
        names.add(left.id().repository());
        return names;
    }
}
