package io.github.hirakuarai.codexrunner.recovery;

import io.github.hirakuarai.codexrunner.attempt.Attempt;
import io.github.hirakuarai.codexrunner.attempt.Attempts;
import io.github.hirakuarai.codexrunner.attempt.CommandWatch;
import io.github.hirakuarai.codexrunner.attempt.HeldRun;
import io.github.hirakuarai.codexrunner.attempt.RunCheck;
import io.github.hirakuarai.codexrunner.brief.BriefReading;
import io.github.hirakuarai.codexrunner.context.BriefEvaluation;
import io.github.hirakuarai.codexrunner.context.Repositories;
import io.github.hirakuarai.codexrunner.decision.Approvals;
import io.github.hirakuarai.codexrunner.decision.BriefIntake;
import io.github.hirakuarai.codexrunner.disk.InterruptedRun;
import io.github.hirakuarai.codexrunner.disk.JournalEntry;
import io.github.hirakuarai.codexrunner.disk.RunFolder;
import io.github.hirakuarai.codexrunner.disk.RunProgress;
import io.github.hirakuarai.codexrunner.disk.SavedPlan;
import io.github.hirakuarai.codexrunner.event.Decision;
import io.github.hirakuarai.codexrunner.event.Outcome;
import io.github.hirakuarai.codexrunner.event.RunPlan;
import io.github.hirakuarai.codexrunner.event.Selection;
import io.github.hirakuarai.codexrunner.git.Mirror;
import io.github.hirakuarai.codexrunner.intake.FoundBrief;
import io.github.hirakuarai.codexrunner.intake.PendingCommands;
import io.github.hirakuarai.codexrunner.lane.Lanes;
import io.github.hirakuarai.codexrunner.lane.ReadyLane;
import io.github.hirakuarai.codexrunner.ledger.Claim;
import io.github.hirakuarai.codexrunner.ledger.LedgerEntry;
import io.github.hirakuarai.codexrunner.ledger.LedgerRecord;
import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.spi.WorkspaceRequest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Goes on with the run of a runner that was killed, where it was: the ledger is renewed first, so that nobody else can, then
 * its steps are attached to and the rest is done. The package's description has the table of what can be taken up.
 */
public final class Resumption {

    private final BriefIntake intake;
    private final Lanes lanes;
    private final Repositories repositories;
    private final Attempts attempts;
    private final OwnRuns ownRuns;

    /** @param ownRuns ends those that cannot be gone on with */
    public Resumption(BriefIntake intake, Lanes lanes, Repositories repositories, Attempts attempts, OwnRuns ownRuns) {
        this.intake = intake;
        this.lanes = lanes;
        this.repositories = repositories;
        this.attempts = attempts;
        this.ownRuns = ownRuns;
    }

    /** Whether the folder of a run that has the record holds what it takes. */
    static boolean isPossible(InterruptedRun left) {
        return left.ended() == null && SavedPlan.read(left.folder()).isPresent();
    }

    /**
     * Takes a run to its end.
     *
     * @param left its folder is closed with this
     * @param laneAnswered called when the lane's host has answered, so that the run takes its course
     * @return empty when it could not be gone on with: then it has ended as interrupted, or the next recovery looks at it
     */
    public Optional<Outcome> carryOut(InterruptedRun left, Runnable laneAnswered) {
        try (RunFolder folder = left.folder()) {
            return carryOutNow(left, folder, laneAnswered);
        } catch (RunnerException e) {
            if (!LeftWorkdirs.mayPass(e)) {
                throw e;
            }
            if (Repositories.concernsOne(e)) {
                repositories.unavailable(left.repository(), e);
            }
            ownRuns.postpone(left, e);
            return Optional.empty();
        }
    }

    private Optional<Outcome> carryOutNow(InterruptedRun left, RunFolder folder, Runnable laneAnswered) {
        try (Mirror mirror = repositories.open(left.repository())) {
            // A push of the killed process that was under way may arrive between the look and the renewal.
            for (int tries = 1; tries <= OwnRuns.TRIES; tries++) {
                LedgerEntry entry = repositories
                        .look(left.repository(), left.issue())
                        .records()
                        .get(left.key());
                if (entry == null
                        || !entry.record().run().equals(folder.run())
                        || entry.record().state().terminal()) {
                    return Optional.empty();
                }
                Optional<Claim> claim = repositories.ledger(mirror).takeOver(entry);
                if (claim.isPresent()) {
                    Optional<Outcome> outcome = goOn(left, entry, claim.get(), laneAnswered);
                    if (outcome.isEmpty()) {
                        ownRuns.interrupt(left, claim.get());
                    }
                    return outcome;
                }
            }
            return Optional.empty();
        }
    }

    private Optional<Outcome> goOn(InterruptedRun left, LedgerEntry entry, Claim claim, Runnable laneAnswered) {
        SavedPlan saved = SavedPlan.read(left.folder()).orElseThrow();
        Optional<FoundBrief> read = intake.read(saved.document()).stream()
                .flatMap(List::stream)
                .filter(found -> found.key().equals(left.key()))
                .findFirst();
        if (read.isEmpty() || !(read.get().reading() instanceof BriefReading.Valid valid)) {
            return Optional.empty();
        }
        Brief brief = valid.brief();
        @Nullable Lane lane = lanes.find(brief).orElse(null);
        if (lane == null || !SavedPlan.fingerprint(lane).equals(saved.lane())) {
            return Optional.empty();
        }
        // Its secrets are masked from here on, also in what an earlier process wrote.
        try (ReadyLane ready = lanes.withVariables(lane)) {
            // Its steps have the earlier values, which nobody could mask.
            return saved.values().are(ready.lane())
                    ? goOn(new Resumed(left, entry, saved, read.get(), ready.lane()), claim, laneAnswered)
                    : Optional.empty();
        }
    }

    private Optional<Outcome> goOn(Resumed run, Claim claim, Runnable laneAnswered) {
        InterruptedRun left = run.left();
        Lane lane = run.lane();
        SavedPlan saved = run.saved();
        FoundBrief found = run.found();
        RunProgress progress = RunProgress.of(left.folder().journalLines());
        Optional<Workspace> workspace =
                workspace(lane, lanes.workspace(left.folder().run(), run.brief(), saved.branch()), progress);
        if (workspace.isEmpty()) {
            return Optional.empty();
        }
        laneAnswered.run();
        BriefEvaluation evaluation = evaluation(run);
        try (CommandWatch commands = CommandWatch.open(
                intake.commands(),
                found,
                spent(found, run.entry().record(), left.repository()),
                repositories,
                left.repository())) {
            Selection.Trigger trigger = saved.service() ? Selection.Trigger.SERVICE : Selection.Trigger.ONE_SHOT;
            Attempt attempt = attempts.of(
                    new HeldRun(evaluation, claim, left.folder(), progress, true),
                    new RunCheck(intake, trigger, commands),
                    List.of());
            return Optional.of(new Outcome(evaluation, attempt.carryOut(workspace.get())));
        } finally {
            attempts.close(workspace.get(), evaluation.id());
        }
    }

    /** The run's workspace as it was left; a new one when no step can have begun. */
    private Optional<Workspace> workspace(Lane lane, WorkspaceRequest request, RunProgress progress) {
        JournalEntry.Checkout checkout = progress.checkout();
        if (checkout == null) {
            return Optional.of(lanes.open(lane, request));
        }
        String state = checkout.workspace();
        return state == null ? Optional.empty() : lanes.resume(lane, request, state);
    }

    private BriefEvaluation evaluation(Resumed run) {
        InterruptedRun left = run.left();
        LedgerEntry entry = run.entry();
        FoundBrief found = run.found();
        SavedPlan saved = run.saved();
        Lane lane = run.lane();
        int attempt = entry.record().attempt();
        RunPlan plan = new RunPlan(
                run.brief(),
                lane,
                saved.host(),
                saved.workdir(),
                saved.base(),
                saved.branch(),
                attempt,
                List.of(),
                null);
        if (lane.allow().approvals() > 0
                && intake.approvals().judgeBegun(found, plan) instanceof Approvals.Verdict.Given given) {
            plan = plan.under(given.approved());
        }
        @Nullable
        LedgerEntry over = repositories.ledger(left.repository()).history(entry).stream()
                .filter(earlier -> earlier.record().attempt() == attempt - 1)
                .findFirst()
                .orElse(null);
        return BriefEvaluation.of(found, left.repository(), BriefState.NEW, new Decision.Run(plan))
                .carryingOut(over, saved.commands());
    }

    /** The commands that stood when the run was claimed, which spent them. */
    private List<BriefCommand> spent(FoundBrief found, LedgerRecord record, RepositoryName ledger) {
        try (Mirror mirror = repositories.open(ledger)) {
            return PendingCommands.of(
                            found,
                            intake.commands().given(found.document().issue()),
                            repositories.commandLog(mirror).commands(found.issue(), found.key()))
                    .all()
                    .stream()
                    .filter(command -> record.spentCommands().contains(command.id()))
                    .toList();
        }
    }

    /**
     * What is known of a run that is gone on with.
     *
     * @param entry its record
     * @param lane with the values of its variables
     */
    private record Resumed(InterruptedRun left, LedgerEntry entry, SavedPlan saved, FoundBrief found, Lane lane) {

        Brief brief() {
            return ((BriefReading.Valid) found.reading()).brief();
        }
    }
}
