package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.disk.RunFolder;
import io.github.hirakuarai.codexrunner.git.Mirror;
import io.github.hirakuarai.codexrunner.intake.ActiveCommands;
import io.github.hirakuarai.codexrunner.intake.FoundBrief;
import io.github.hirakuarai.codexrunner.intake.PendingCommands;
import io.github.hirakuarai.codexrunner.intake.ProcessedBlocks;
import io.github.hirakuarai.codexrunner.ledger.ClaimOutcome;
import io.github.hirakuarai.codexrunner.ledger.Ledger;
import io.github.hirakuarai.codexrunner.ledger.LedgerRecord;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Reason;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.spi.WorkspaceUnavailableException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes one brief from the gate to its end: asks the gate anew, takes the workdir, claims, and hands over to an {@link
 * Attempt}. Whatever holds the briefs on the way leaves no trace.
 */
final class Pipeline {

    private final Stages stages;
    private final Repositories repositories;
    private final Assessor assessor;
    private final Selection.Trigger trigger;
    private final CancellationToken cancellation;

    Pipeline(
            Stages stages,
            Repositories repositories,
            ProcessedBlocks processedBlocks,
            Selection.Trigger trigger,
            CancellationToken cancellation) {
        this.stages = stages;
        this.repositories = repositories;
        this.assessor = new Assessor(stages, repositories, processedBlocks);
        this.trigger = trigger;
        this.cancellation = cancellation;
    }

    Outcome carryOut(Candidate scanned) {
        try {
            return carryOutNow(scanned);
        } catch (RunnerException e) {
            if (e.code() != ErrorCode.PLUGIN_FAILED) {
                throw e;
            }
            return held(scanned, ReasonCode.PLUGIN_FAILED, String.valueOf(e.getMessage()));
        }
    }

    private Outcome carryOutNow(Candidate scanned) {
        Optional<Candidate> asked = askAgain(scanned);
        if (asked.isEmpty()) {
            return held(
                    scanned,
                    ReasonCode.CHANGED_MEANWHILE,
                    "its text changed after the scan; the next one reads it anew");
        }
        Candidate candidate = asked.get();
        if (!candidate.actionable()) {
            stages.listener().on(new RunEvent.Assessed(candidate.assessment()));
            return Outcome.untouched(candidate.assessment());
        }
        RunId run = RunFolder.newId(candidate.found().id(), stages.clock());
        if (candidate.rejected()) {
            return claimAndEnd(candidate, run, null);
        }
        Workspace workspace;
        try {
            workspace = openWorkspace(candidate, run);
        } catch (WorkspaceUnavailableException e) {
            return held(candidate, e.reason().code(), e.reason().message());
        } catch (RunnerException e) {
            return claimAndEnd(candidate.held(Assessor.unusable(e)), run, null);
        }
        try {
            return claimAndEnd(candidate, run, workspace);
        } finally {
            close(workspace, candidate);
        }
    }

    /** The brief has its end by now: what goes wrong here is the operator's to know, and no reason to end the run. */
    private void close(Workspace workspace, Candidate candidate) {
        try {
            workspace.close();
        } catch (RunnerException e) {
            stages.listener()
                    .on(new RunEvent.Warned(
                            candidate.found().id(), "its workspace could not be put back: " + e.getMessage()));
        }
    }

    /** Document, editor, permissions, record and workdir as they are now, not as they were at the scan. */
    private Optional<Candidate> askAgain(Candidate scanned) {
        Optional<SourceDocument> document =
                stages.source().read(scanned.found().document().ref());
        if (document.isEmpty()) {
            return Optional.empty();
        }
        List<FoundBrief> briefs = stages.finder().find(document.get());
        repositories.forget(scanned.ledger());
        return assessor.assess(briefs, trigger, scanned.found().key()).stream()
                .filter(candidate ->
                        candidate.found().key().equals(scanned.found().key()))
                .findFirst();
    }

    private Workspace openWorkspace(Candidate candidate, RunId run) {
        Assessment.Plan plan = candidate.plan();
        return stages.lanes().open(plan.lane(), stages.lanes().workspace(run, plan.brief(), plan.branch()));
    }

    private Outcome claimAndEnd(Candidate candidate, RunId run, @Nullable Workspace workspace) {
        if (cancellation.reason().isPresent()) {
            // A claim would end it as cancelled, and a person would have to command it again.
            return Outcome.untouched(candidate.assessment());
        }
        try (RunFolder folder = RunFolder.create(stages.config().runner().stateDir(), run, stages.clock());
                Mirror mirror = repositories.open(candidate.ledger());
                CommandWatch commands = new CommandWatch(
                        stages, candidate.found(), standing(candidate), repositories.open(candidate.ledger()))) {
            folder.write(RunFolder.BRIEF, candidate.found().content());
            Map<String, String> facts = Map.of(
                    "brief", candidate.found().id().toString(),
                    "repository", candidate.ledger().toString(),
                    "key", candidate.found().key().hex(),
                    "attempt", Integer.toString(candidate.attempt()));
            folder.journal().intent("claim", facts);
            ClaimOutcome outcome = new Ledger(mirror, stages.ledgerClock())
                    .claim(picked(candidate, folder, commands.before()), candidate.over());
            if (outcome instanceof ClaimOutcome.Won won) {
                folder.journal().receipt("claim", facts);
                stages.listener()
                        .on(new RunEvent.Claimed(
                                candidate.found().id(), folder.run(), candidate.attempt(), folder.path()));
                Attempt attempt = new Attempt(
                        stages, repositories, candidate, trigger, commands, won.claim(), folder, cancellation);
                return new Outcome(
                        candidate.assessment(), workspace == null ? attempt.answer() : attempt.carryOut(workspace));
            }
            folder.discard();
            return outcome instanceof ClaimOutcome.Impossible impossible
                    ? held(
                            candidate,
                            ReasonCode.CLAIM_IMPOSSIBLE,
                            "the server does not let its record be written: "
                                    + stages.texts().line(impossible.message()))
                    : held(candidate, ReasonCode.CLAIMED_ELSEWHERE, "another runner claimed it first");
        }
    }

    private List<BriefCommand> standing(Candidate candidate) {
        FoundBrief found = candidate.found();
        Repositories.View view = repositories.view(candidate.ledger());
        return PendingCommands.of(
                        found,
                        stages.states().commands(found.document().issue()),
                        view.commands().getOrDefault(found.key(), List.of()))
                .all();
    }

    /** The claim also spends every command that stands there now: what was asked for before it began is done by it. */
    private LedgerRecord picked(Candidate candidate, RunFolder folder, List<BriefCommand> standing) {
        FoundBrief found = candidate.found();
        List<String> spent = standing.stream()
                .filter(command -> ActiveCommands.concerns(command, found))
                .map(BriefCommand::id)
                .toList();
        Assessment.@Nullable Plan plan = candidate.assessment().plan();
        return new LedgerRecord(
                BriefState.PICKED,
                candidate.attempt(),
                null,
                null,
                found.key(),
                found.id(),
                found.place(),
                found.digest(),
                stages.config().runner().id(),
                folder.run(),
                "",
                stages.clock().instant(),
                stages.config().lease(),
                plan == null ? null : plan.branch(),
                candidate.over() == null ? null : candidate.over().record().statusComment(),
                candidate.spending(spent),
                List.of());
    }

    private Outcome held(Candidate candidate, ReasonCode code, String message) {
        Assessment kept = candidate.assessment().held(new Reason(code, message));
        stages.listener().on(new RunEvent.Assessed(kept));
        return Outcome.untouched(kept);
    }
}
