package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.brief.BriefReading;
import io.github.hirakuarai.codexrunner.disk.InterruptedRun;
import io.github.hirakuarai.codexrunner.disk.Journal;
import io.github.hirakuarai.codexrunner.disk.RunFolder;
import io.github.hirakuarai.codexrunner.disk.SavedPlan;
import io.github.hirakuarai.codexrunner.disk.StaleClaims;
import io.github.hirakuarai.codexrunner.engine.Recovered.Verdict;
import io.github.hirakuarai.codexrunner.ledger.Claim;
import io.github.hirakuarai.codexrunner.ledger.Ledger;
import io.github.hirakuarai.codexrunner.ledger.LedgerEntry;
import io.github.hirakuarai.codexrunner.ledger.LedgerRecord;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.publish.RunReport;
import io.github.hirakuarai.codexrunner.spi.Fence;
import io.github.hirakuarai.codexrunner.spi.StatusUpdate;
import io.github.hirakuarai.codexrunner.spi.WorkspaceUnavailableException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what runners that are gone have left, and ends what nobody can go on with. Steps are never run again: a run ends as
 * it would have when all its outputs were delivered, is taken up by a {@link Resumption} when its folder holds what that
 * takes, and ends as interrupted otherwise.
 *
 * <p>A run of this machine is known by its folder, whose lock is free when its process is gone. Another machine's is left
 * alone until its record has stood unchanged for a whole lease by this machine's monotonic clock, which takes two looks.
 */
final class Recovery {

    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    static final int TRIES = 3;

    /** Behind these something of the run may still be at work in the workdir. */
    private static final Set<ReasonCode> WAITS =
            EnumSet.of(ReasonCode.WORKDIR_BUSY, ReasonCode.LANE_UNREACHABLE, ReasonCode.LANE_UNUSABLE);

    private final Stages stages;
    private final Repositories repositories;
    private final StaleClaims claims;
    private final boolean act;
    private final boolean waiting;
    private boolean silent;
    /** The runs that have a folder here. */
    private final Set<String> here = new HashSet<>();

    private final List<Recovered> recovered = new ArrayList<>();
    private final List<InterruptedRun> resumable = new ArrayList<>();

    /**
     * @param claims of other machines, as they were seen at earlier looks
     * @param act whether anything is done; else it is only said
     * @param waiting whether a lane is waited for however long it takes
     */
    Recovery(Stages stages, Repositories repositories, StaleClaims claims, boolean act, boolean waiting) {
        this.stages = stages;
        this.repositories = repositories;
        this.claims = claims;
        this.act = act;
        this.waiting = waiting;
    }

    /**
     * Deals with everything that was left.
     *
     * @param everything whether all records are listed; else only now and then, and what is known to be unfinished each time
     */
    List<Recovered> recover(boolean everything) {
        recoverHere();
        recoverOthers(everything);
        return List.copyOf(recovered);
    }

    /** Deals with the runs of this machine. */
    void recoverHere() {
        for (Path path : RunFolder.unfinished(stages.config().runner().stateDir())) {
            here.add(String.valueOf(path.getFileName()));
            Optional<RunFolder> taken = RunFolder.takeOver(path, stages.clock());
            if (taken.isPresent()) {
                RunFolder folder = taken.get();
                try {
                    if (act) {
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

    /** Deals with the runs of other machines. */
    void recoverOthers(boolean everything) {
        for (RepositoryName repository : repositories.watched()) {
            try {
                lookAtOthers(repository, everything);
            } catch (RunnerException e) {
                if (!Repositories.concernsOne(e)) {
                    throw e;
                }
                repositories.unavailable(repository, e);
            }
        }
        if (act) {
            claims.save();
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
            Optional<InterruptedRun> left = InterruptedRun.of(folder, folder.entries());
            if (!Repositories.concernsOne(e) || left.isEmpty()) {
                throw e;
            }
            if (e instanceof SilentLaneException) {
                silent = true;
            } else {
                repositories.unavailable(left.get().repository(), e);
            }
            say(left.get().id(), folder, Verdict.WAITING, String.valueOf(e.getMessage()));
        }
    }

    /** Whether a fault is of a host or a repository, and may be over when the run is looked at again. */
    static boolean mayPass(RunnerException e) {
        return e instanceof WorkspaceUnavailableException unavailable
                ? WAITS.contains(unavailable.reason().code())
                : e.code() == ErrorCode.UNREACHABLE || Repositories.concernsOne(e);
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
        Duration age = Duration.between(left.claimedAt(), stages.clock().instant());
        if (left.claimed() || age.abs().compareTo(stages.config().lease()) > 0) {
            close(left, "it had claimed nothing");
        } else {
            if (act) {
                freePlannedWorkdir(left);
            }
            say(left.id(), left.folder(), Verdict.WAITING, "its claim was under way and has not arrived");
        }
    }

    private void close(InterruptedRun left, String why) {
        if (act) {
            freePlannedWorkdir(left);
            left.folder().finish();
        }
        say(left.id(), left.folder(), Verdict.CLOSED, why);
    }

    /** Its steps, or their supervisor, may still run: they are ended, and the workdir is put back. */
    private void freePlannedWorkdir(InterruptedRun left) {
        Optional<String> busy = freeWorkdir(
                left, SavedPlan.read(left.folder()).map(SavedPlan::branch).orElse(null));
        busy.ifPresent(reason -> log.warn("the workdir of {} was not put back: {}", left.id(), reason));
    }

    private void showEnd(InterruptedRun left, LedgerEntry entry) {
        LedgerRecord record = entry.record();
        String ended = "it had ended as " + record.state();
        if (act) {
            String report = left.folder().read(RunFolder.REPORT).orElseGet(() -> report(left, record, record.result()));
            Optional<String> why = show(
                    record,
                    namesFor(left),
                    report,
                    Duration.between(left.claimedAt(), record.at()),
                    () -> requireUnmoved(left, entry));
            if (why.isPresent()) {
                say(left.id(), left.folder(), Verdict.WAITING, ended + ", which could not be shown: " + why.get());
                return;
            }
            left.folder().finish();
        }
        say(left.id(), left.folder(), Verdict.SHOWN, ended);
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
            say(left.id(), left.folder(), Verdict.RESUMED, left.how());
            if (act) {
                resumable.add(left);
            }
            return true;
        }
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
        taken.ifPresent(claim -> end(left, claim));
        return taken.isPresent();
    }

    /**
     * Ends a run that cannot be gone on with: its steps first, then its record.
     *
     * @return what was done with it
     */
    Recovered interrupt(InterruptedRun left, Claim claim) {
        Optional<String> busy = freeWorkdir(left, claim.record().branch());
        if (busy.isPresent()) {
            say(left.id(), left.folder(), Verdict.WAITING, busy.get());
        } else {
            end(left, claim);
        }
        return recovered.get(recovered.size() - 1);
    }

    private void end(InterruptedRun left, Claim claim) {
        Result result = left.ended() == null ? Result.INTERRUPTED : left.ended();
        String code = left.ended() == null ? "INTERRUPTED" : left.code();
        Optional<String> written =
                left.ended() == null ? Optional.empty() : left.folder().read(RunFolder.REPORT);
        String report = written.orElseGet(() -> report(left, claim.record(), result));
        left.folder().write(RunFolder.REPORT, report);
        claim.move(record -> record.ended(result, code));
        Optional<String> why = show(
                claim.record(),
                namesFor(left),
                report,
                Duration.between(left.claimedAt(), stages.clock().instant()),
                claim);
        say(left.id(), left.folder(), verdict(left), left.how());
        if (why.isPresent()) {
            warnOfEnd(left.id(), why.get() + "; the next run retries");
        } else {
            left.folder().finish();
        }
    }

    private static Verdict verdict(InterruptedRun left) {
        return left.ended() == null ? Verdict.INTERRUPTED : Verdict.ENDED;
    }

    /**
     * Takes the workdir once, which puts it back in order.
     *
     * @return why it cannot be had now; empty when it is free, or nothing of the run's can be in it
     * @throws SilentLaneException when its lane has not answered yet
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
        try {
            stages.lanes()
                    .putInOrder(
                            lane,
                            stages.lanes()
                                    .workspace(left.folder().run(), brief.get().brief(), branch),
                            waiting);
            return Optional.empty();
        } catch (SilentLaneException e) {
            throw e;
        } catch (WorkspaceUnavailableException e) {
            return WAITS.contains(e.reason().code()) ? Optional.of(e.reason().message()) : Optional.empty();
        } catch (RunnerException e) {
            return Optional.of(Failures.unusable(e).message());
        }
    }

    private void lookAtOthers(RepositoryName repository, boolean everything) {
        StaleClaims.Extent counted = claims.look(repository);
        Collection<LedgerEntry> unfinished = repositories
                .unfinished(repository, everything ? StaleClaims.Extent.ALL : counted, claims.issues(repository))
                .readable()
                .values();
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
                say(record, Verdict.WAITING, record.runner() + " has it");
            } else if (!act) {
                say(record, Verdict.INTERRUPTED, record.runner() + " has not renewed its claim for a whole lease");
            } else {
                endOther(repository, entry);
            }
        }
    }

    /** Records of other repositories' issues are the concern of their runners, or nobody's: anybody who may push writes them. */
    private boolean isOfWatched(LedgerRecord record, Duration unchanged) {
        return repositories.watched().contains(record.id().repository())
                || (unchanged.compareTo(record.lease()) >= 0
                        && issue(record, repositories.watched()).isPresent());
    }

    /**
     * The issue of a record under the name that its repository has now.
     *
     * @param names of the repositories that it may belong to
     * @return empty when it is gone, or another repository's
     */
    private Optional<Issue> issue(LedgerRecord record, Set<RepositoryName> names) {
        RepositoryName recorded = record.id().repository();
        return names.stream()
                .sorted(Comparator.comparing(name -> !name.equals(recorded)))
                .flatMap(name -> issue(record, name).stream())
                .findFirst();
    }

    private Optional<Issue> issue(LedgerRecord record, RepositoryName repository) {
        return stages.source()
                .issue(repository, record.issue().number())
                .filter(issue -> issue.repositoryId() == record.issue().repositoryId()
                        && issue.host().equals(record.document().host()));
    }

    private void endOther(RepositoryName repository, LedgerEntry entry) {
        Optional<Claim> taken = ledger(repository).takeOver(entry);
        repositories.forget(repository, entry.record().issue());
        if (taken.isPresent()) {
            Claim claim = taken.get();
            claim.move(record -> record.ended(Result.INTERRUPTED, "INTERRUPTED"));
            show(
                            claim.record(),
                            repositories.watched(),
                            report(null, claim.record(), Result.INTERRUPTED),
                            Duration.ZERO,
                            claim)
                    .ifPresent(why -> warnOfEnd(claim.record().id(), why));
            say(
                    claim.record(),
                    Verdict.INTERRUPTED,
                    entry.record().runner() + " had not renewed its claim for a whole lease");
        }
    }

    private Ledger ledger(RepositoryName repository) {
        return new Ledger(repositories.mirror(repository), stages.ledgerClock());
    }

    /** Of a run of this machine its journal tells, which nobody else writes. */
    private Set<RepositoryName> namesFor(InterruptedRun left) {
        Set<RepositoryName> names = new LinkedHashSet<>(repositories.watched());
        names.add(left.id().repository());
        return names;
    }

    /** @return why the end is not shown and may be at another try; empty when it is, or nobody will ever see it */
    private Optional<String> show(
            LedgerRecord record, Set<RepositoryName> names, String report, Duration elapsed, Fence fence) {
        BriefId id = record.id();
        try {
            Optional<Issue> issue = issue(record, names);
            if (issue.isEmpty()) {
                stages.listener()
                        .on(new RunEvent.Warned(id, "its issue does not exist any more, so its end cannot be shown"));
                return Optional.empty();
            }
            stages.states()
                    .show(
                            new StatusUpdate(
                                    id,
                                    record.key(),
                                    issue.get(),
                                    record.state(),
                                    stages.config().report().comment() ? report : null,
                                    record.statusComment(),
                                    false,
                                    stages.config()
                                            .report()
                                            .notifications()
                                            .concerns(record.state() == BriefState.FAILED, elapsed)),
                            fence);
            return Optional.empty();
        } catch (RunnerException e) {
            if (e.code() == ErrorCode.LEASE_LOST) {
                warnOfEnd(id, String.valueOf(e.getMessage()));
                return Optional.empty();
            }
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private void warnOfEnd(BriefId id, String why) {
        stages.listener().on(new RunEvent.Warned(id, "its end could not be shown on the issue: " + why));
    }

    private String report(@Nullable InterruptedRun left, LedgerRecord record, @Nullable Result result) {
        String how = left == null ? "its runner, " + record.runner() + ", does not answer any more" : left.how();
        @Nullable
        Failure failure = result == Result.INTERRUPTED
                ? new Failure(
                        Result.INTERRUPTED,
                        "INTERRUPTED",
                        how,
                        "check what the steps did, then comment /codex retry to run it again")
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
                        null,
                        0,
                        List.of(),
                        null,
                        links(record),
                        failure,
                        List.of(),
                        left == null
                                ? null
                                : new RunReport.Logs(
                                        left.folder().path().toString(),
                                        stages.config().runner().id()),
                        List.of()));
    }

    /** A record is not the runner's own word: it leads readers to its forge and nowhere else. */
    private static List<Link> links(LedgerRecord record) {
        String host = record.document().host();
        return record.links().stream()
                .filter(link -> host.equals(link.url().getAuthority()))
                .toList();
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
