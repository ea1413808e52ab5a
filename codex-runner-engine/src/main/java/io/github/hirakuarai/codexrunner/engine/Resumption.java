package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.brief.BriefReading;
import io.github.hirakuarai.codexrunner.disk.InterruptedRun;
import io.github.hirakuarai.codexrunner.disk.RunFolder;
import io.github.hirakuarai.codexrunner.disk.RunProgress;
import io.github.hirakuarai.codexrunner.disk.SavedPlan;
import io.github.hirakuarai.codexrunner.disk.StaleClaims;
import io.github.hirakuarai.codexrunner.git.Mirror;
import io.github.hirakuarai.codexrunner.intake.FoundBrief;
import io.github.hirakuarai.codexrunner.intake.PendingCommands;
import io.github.hirakuarai.codexrunner.ledger.Claim;
import io.github.hirakuarai.codexrunner.ledger.CommandLog;
import io.github.hirakuarai.codexrunner.ledger.Ledger;
import io.github.hirakuarai.codexrunner.ledger.LedgerEntry;
import io.github.hirakuarai.codexrunner.ledger.LedgerRecord;
import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.spi.WorkspaceRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Goes on with the run of a runner that was killed, where it was: the ledger is renewed first, so that nobody else can, then
 * its steps are attached to and the rest is done. The package's description has the table of what can be taken up.
 */
final class Resumption {

    private final Stages stages;
    private final Repositories repositories;
    private final StaleClaims claims;
    private final CancellationToken cancellation;
    private final Runnable laneAnswered;
    private final List<Recovered> notResumed = new ArrayList<>();

    /** @param laneAnswered called when the lane's host has answered, so that the run takes its course */
    Resumption(
            Stages stages,
            Repositories repositories,
            StaleClaims claims,
            CancellationToken cancellation,
            Runnable laneAnswered) {
        this.laneAnswered = laneAnswered;
        this.stages = stages;
        this.repositories = repositories;
        this.claims = claims;
        this.cancellation = cancellation;
    }

    /** What became of the runs that could not be gone on with. */
    List<Recovered> notResumed() {
        return List.copyOf(notResumed);
    }

    /** Whether the folder of a run that has the record holds what it takes. */
    static boolean isPossible(InterruptedRun left) {
        return left.ended() == null && SavedPlan.read(left.folder()).isPresent();
    }

    /**
     * Takes a run to its end.
     *
     * @param left its folder is closed with this
     * @return empty when it could not be gone on with: then it has ended as interrupted, or the next recovery looks at it
     */
    Optional<Outcome> carryOut(InterruptedRun left) {
        try (RunFolder folder = left.folder()) {
            return carryOutNow(left, folder);
        } catch (RunnerException e) {
            if (!Recovery.mayPass(e)) {
                throw e;
            }
            if (Repositories.concernsOne(e)) {
                repositories.unavailable(left.repository(), e);
            }
            Recovered waiting = new Recovered(
                    left.id(), left.folder().run(), Recovered.Verdict.WAITING, String.valueOf(e.getMessage()));
            notResumed.add(waiting);
            stages.listener().on(new RunEvent.Recovery(waiting));
            return Optional.empty();
        }
    }

    private Optional<Outcome> carryOutNow(InterruptedRun left, RunFolder folder) {
        try (Mirror mirror = repositories.open(left.repository())) {
            // A push of the killed process that was under way may arrive between the look and the renewal.
            for (int tries = 1; tries <= Recovery.TRIES; tries++) {
                LedgerEntry entry = repositories
                        .look(left.repository(), left.issue())
                        .records()
                        .get(left.key());
                if (entry == null
                        || !entry.record().run().equals(folder.run())
                        || entry.record().state().terminal()) {
                    return Optional.empty();
                }
                Optional<Claim> claim = new Ledger(mirror, stages.ledgerClock()).takeOver(entry);
                if (claim.isPresent()) {
                    Optional<Outcome> outcome = goOn(left, entry, claim.get());
                    if (outcome.isEmpty()) {
                        notResumed.add(
                                new Recovery(stages, repositories, claims, true, true).interrupt(left, claim.get()));
                    }
                    return outcome;
                }
            }
            return Optional.empty();
        }
    }

    private Optional<Outcome> goOn(InterruptedRun left, LedgerEntry entry, Claim claim) {
        SavedPlan saved = SavedPlan.read(left.folder()).orElseThrow();
        Optional<FoundBrief> read = stages.source().read(saved.document()).stream()
                .flatMap(document -> stages.finder().find(document).stream())
                .filter(found -> found.key().equals(left.key()))
                .findFirst();
        if (read.isEmpty() || !(read.get().reading() instanceof BriefReading.Valid valid)) {
            return Optional.empty();
        }
        Brief brief = valid.brief();
        @Nullable Lane lane = stages.config().lanes().get(brief.lane());
        if (lane == null || !SavedPlan.fingerprint(lane).equals(saved.lane())) {
            return Optional.empty();
        }
        // Its secrets are masked from here on, also in what an earlier process wrote.
        try (ReadyLane ready = stages.lanes().withVariables(lane)) {
            // Its steps have the earlier values, which nobody could mask.
            return saved.values().are(ready.lane())
                    ? goOn(left, entry, claim, saved, read.get(), brief, ready.lane())
                    : Optional.empty();
        }
    }

    private Optional<Outcome> goOn(
            InterruptedRun left,
            LedgerEntry entry,
            Claim claim,
            SavedPlan saved,
            FoundBrief found,
            Brief brief,
            Lane lane) {
        RunProgress progress = RunProgress.of(left.folder().entries());
        Optional<Workspace> workspace =
                workspace(lane, stages.lanes().workspace(left.folder().run(), brief, saved.branch()), progress);
        if (workspace.isEmpty()) {
            return Optional.empty();
        }
        laneAnswered.run();
        Evaluation evaluation = evaluation(left, entry, found, saved, brief, lane);
        try (CommandWatch commands = new CommandWatch(
                stages,
                found,
                spent(found, entry.record(), left.repository()),
                repositories.open(left.repository()),
                null)) {
            Selection.Trigger trigger = saved.service() ? Selection.Trigger.SERVICE : Selection.Trigger.ONE_SHOT;
            Attempt attempt = new Attempt(
                    stages,
                    repositories,
                    new HeldRun(evaluation, claim, left.folder(), progress, true),
                    new RunCheck(stages, trigger, commands),
                    cancellation);
            return Optional.of(new Outcome(evaluation, attempt.carryOut(workspace.get())));
        } finally {
            close(workspace.get(), evaluation);
        }
    }

    /** The run's workspace as it was left; a new one when no step can have begun. */
    private Optional<Workspace> workspace(Lane lane, WorkspaceRequest request, RunProgress progress) {
        RunProgress.Checkout checkout = progress.checkout();
        if (checkout == null) {
            return Optional.of(stages.lanes().open(lane, request));
        }
        String state = checkout.state();
        return state == null ? Optional.empty() : stages.lanes().resume(lane, request, state);
    }

    private Evaluation evaluation(
            InterruptedRun left, LedgerEntry entry, FoundBrief found, SavedPlan saved, Brief brief, Lane lane) {
        int attempt = entry.record().attempt();
        RunPlan plan = new RunPlan(
                brief, lane, saved.host(), saved.workdir(), saved.base(), saved.branch(), attempt, List.of(), null);
        if (lane.allow().approvals() > 0
                && new Approvals(stages.gate(), stages.source()).judgeBegun(found, plan)
                        instanceof Approvals.Verdict.Given given) {
            plan = plan.under(given.approved());
        }
        @Nullable
        LedgerEntry over = new Ledger(repositories.mirror(left.repository()), stages.ledgerClock())
                .history(entry).stream()
                        .filter(earlier -> earlier.record().attempt() == attempt - 1)
                        .findFirst()
                        .orElse(null);
        return Evaluation.of(found, left.repository(), BriefState.NEW, new Decision.Run(plan))
                .carryingOut(over, saved.commands());
    }

    /** The commands that stood when the run was claimed, which spent them. */
    private List<BriefCommand> spent(FoundBrief found, LedgerRecord record, RepositoryName ledger) {
        try (Mirror mirror = repositories.open(ledger)) {
            return PendingCommands.of(
                            found,
                            stages.states().commands(found.document().issue()),
                            new CommandLog(mirror, stages.ledgerClock()).commands(found.issue(), found.key()))
                    .all()
                    .stream()
                    .filter(command -> record.spentCommands().contains(command.id()))
                    .toList();
        }
    }

    private void close(Workspace workspace, Evaluation evaluation) {
        try {
            workspace.close();
        } catch (RunnerException e) {
            stages.listener()
                    .on(new RunEvent.Warned(evaluation.id(), "its workspace could not be put back: " + e.getMessage()));
        }
    }
}
