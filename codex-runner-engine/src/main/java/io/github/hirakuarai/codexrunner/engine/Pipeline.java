package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.disk.RunFolder;
import io.github.hirakuarai.codexrunner.disk.SavedPlan;
import io.github.hirakuarai.codexrunner.git.Mirror;
import io.github.hirakuarai.codexrunner.git.RemoteRefs;
import io.github.hirakuarai.codexrunner.intake.ActiveCommands;
import io.github.hirakuarai.codexrunner.intake.FoundBrief;
import io.github.hirakuarai.codexrunner.intake.PendingCommands;
import io.github.hirakuarai.codexrunner.intake.ProcessedBlocks;
import io.github.hirakuarai.codexrunner.ledger.AttemptRequest;
import io.github.hirakuarai.codexrunner.ledger.ClaimOutcome;
import io.github.hirakuarai.codexrunner.ledger.Ledger;
import io.github.hirakuarai.codexrunner.ledger.LedgerRecord;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.Reason;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import io.github.hirakuarai.codexrunner.spi.RateLimitedException;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.spi.WorkspaceUnavailableException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes one brief from the gate to its end: asks the gate anew, takes the workdir, claims, and hands over to an {@link
 * Attempt}. Whatever holds the briefs on the way leaves no trace.
 */
final class Pipeline {

    private final Stages stages;
    private final Repositories repositories;
    private final Evaluator evaluator;
    private final Selection.Trigger trigger;
    private final CancellationToken cancellation;
    private final Runnable laneAnswered;
    private final Repositories.Views seen;
    /** Whether the brief is judged by what the scan has seen of its repository, so that the claim has to tell whether that stands. */
    private boolean assumed;

    /**
     * @param seen of the repositories by the scan
     * @param laneAnswered called when the lane's host has answered, so that the brief takes its course
     */
    Pipeline(
            Stages stages,
            Repositories repositories,
            ProcessedBlocks processedBlocks,
            Selection.Trigger trigger,
            CancellationToken cancellation,
            Repositories.Views seen,
            Runnable laneAnswered) {
        this.seen = seen;
        this.laneAnswered = laneAnswered;
        this.stages = stages;
        this.repositories = repositories;
        this.evaluator = new Evaluator(stages, repositories, processedBlocks, true);
        this.trigger = trigger;
        this.cancellation = cancellation;
    }

    Outcome carryOut(Evaluation scanned) {
        try {
            return carryOutNow(scanned);
        } catch (RateLimitedException e) {
            return held(scanned, ReasonCode.RATE_LIMITED, String.valueOf(e.getMessage()));
        } catch (RunnerException e) {
            return held(scanned, Evaluator.holding(e), String.valueOf(e.getMessage()));
        }
    }

    private Outcome carryOutNow(Evaluation scanned) {
        if (repositories.assume(seen, scanned.ledger(), scanned.found().issue())) {
            assumed = true;
            Optional<Outcome> outcome = carryOutAsSeen(scanned);
            if (outcome.isPresent()) {
                return outcome.get();
            }
            assumed = false;
        }
        repositories.forget(scanned.ledger(), scanned.found().issue());
        return carryOutAsSeen(scanned).orElseThrow();
    }

    /** Empty when what the scan has seen of the repository does not stand there any more: then it is looked at anew. */
    private Optional<Outcome> carryOutAsSeen(Evaluation scanned) {
        Optional<Evaluation> asked = askAgain(scanned);
        if (asked.isEmpty()) {
            return Optional.of(held(
                    scanned,
                    ReasonCode.CHANGED_MEANWHILE,
                    "its text changed after the scan; the next scan reads it again"));
        }
        Evaluation evaluation = asked.get();
        if (!evaluation.actionable()) {
            if (assumed) {
                return Optional.empty();
            }
            stages.listener().on(new RunEvent.Evaluated(evaluation));
            return Optional.of(Outcome.untouched(evaluation));
        }
        RunId run = RunFolder.newId(evaluation.found().id(), stages.clock());
        return evaluation.decision() instanceof Decision.Run decided
                ? run(evaluation, decided.plan(), run)
                : claimAndEnd(evaluation, run, null);
    }

    private Optional<Outcome> run(Evaluation evaluation, RunPlan plan, RunId run) {
        ReadyLane ready;
        try {
            // Before the claim: a vault that does not answer holds a brief, and fails none.
            ready = stages.lanes().withVariables(plan.lane());
        } catch (WorkspaceUnavailableException e) {
            return Optional.of(held(evaluation, e.reason().code(), e.reason().message()));
        }
        try (ready) {
            return run(evaluation, plan, ready.lane(), run);
        }
    }

    private Optional<Outcome> run(Evaluation evaluation, RunPlan plan, Lane lane, RunId run) {
        Workspace workspace;
        try {
            workspace = stages.lanes().open(plan.lane(), stages.lanes().workspace(run, plan.brief(), plan.branch()));
        } catch (WorkspaceUnavailableException e) {
            return Optional.of(held(evaluation, e.reason().code(), e.reason().message()));
        } catch (RunnerException e) {
            return claimAndEnd(evaluation.decided(new Decision.Reject(Failures.unusable(e))), run, null);
        }
        try {
            return claimAndEnd(evaluation.decided(new Decision.Run(plan.on(lane))), run, workspace);
        } finally {
            close(workspace, evaluation);
        }
    }

    /** The brief has its end by now: what goes wrong here is the operator's to know, and no reason to end the run. */
    private void close(Workspace workspace, Evaluation evaluation) {
        try {
            workspace.close();
        } catch (RunnerException e) {
            stages.listener()
                    .on(new RunEvent.Warned(
                            evaluation.found().id(), "its workspace could not be put back: " + e.getMessage()));
        }
    }

    /** Document, editor, permissions, record and workdir as they are now, not as they were at the scan. */
    private Optional<Evaluation> askAgain(Evaluation scanned) {
        Optional<SourceDocument> document = UnreadableIssueException.reading(
                () -> stages.source().read(scanned.found().document().ref()));
        if (document.isEmpty()) {
            return Optional.empty();
        }
        List<FoundBrief> briefs = stages.finder().find(document.get());
        scanned.plan().ifPresent(evaluator::reuse);
        briefs.forEach(repositories::expect);
        return evaluator.evaluate(briefs, trigger, true, scanned.found().key()).stream()
                .filter(evaluation ->
                        evaluation.found().key().equals(scanned.found().key()))
                .findFirst();
    }

    private Optional<Outcome> claimAndEnd(Evaluation evaluation, RunId run, @Nullable Workspace workspace) {
        laneAnswered.run();
        if (cancellation.reason().isPresent()) {
            // A claim would end it as cancelled, and a user would have to retry it.
            return Optional.of(Outcome.untouched(evaluation));
        }
        Repositories.View view =
                repositories.view(evaluation.ledger(), evaluation.found().issue());
        try (RunFolder folder = RunFolder.create(stages.config().runner().stateDir(), run, stages.clock());
                Mirror mirror = repositories.open(evaluation.ledger());
                CommandWatch commands = new CommandWatch(
                        stages,
                        evaluation.found(),
                        standing(evaluation),
                        repositories.open(evaluation.ledger()),
                        view.refs())) {
            folder.write(RunFolder.BRIEF, evaluation.found().content());
            evaluation.plan().ifPresent(plan -> saved(evaluation, plan).write(folder));
            Map<String, String> facts = Map.of(
                    "brief", evaluation.found().id().toString(),
                    "repository", evaluation.ledger().toString(),
                    "issue", evaluation.found().issue().toString(),
                    "key", evaluation.found().key().hex(),
                    "attempt", Integer.toString(evaluation.attempt()),
                    "title", stages.texts().line(evaluation.title()));
            folder.journal().intent("claim", facts);
            Ledger ledger = new Ledger(mirror, stages.ledgerClock());
            ClaimOutcome outcome = ledger.claim(
                    picked(evaluation, folder, commands.before()),
                    evaluation.over(),
                    advertised -> !assumed || stands(view, evaluation, advertised));
            if (outcome instanceof ClaimOutcome.Won won) {
                folder.journal().receipt("claim", facts);
                stages.listener()
                        .on(new RunEvent.Claimed(
                                evaluation.found().id(), folder.run(), evaluation.attempt(), folder.path()));
                Attempt attempt = new Attempt(
                        stages,
                        repositories,
                        new HeldRun(evaluation, won.claim(), folder),
                        new RunCheck(stages, trigger, commands),
                        cancellation);
                if (evaluation.over() != null) {
                    attempt.after(EarlierAttempts.of(
                            ledger.history(evaluation.over()), won.claim().record()));
                }
                return Optional.of(new Outcome(
                        evaluation,
                        workspace == null
                                ? attempt.reject(evaluation.failure().orElseThrow())
                                : attempt.carryOut(workspace)));
            }
            folder.discard();
            if (outcome instanceof ClaimOutcome.Outdated) {
                return Optional.empty();
            }
            return Optional.of(
                    outcome instanceof ClaimOutcome.Impossible impossible
                            ? held(
                                    evaluation,
                                    ReasonCode.CLAIM_IMPOSSIBLE,
                                    "the server does not accept its record: "
                                            + stages.texts().line(impossible.message()))
                            : held(evaluation, ReasonCode.CLAIMED_ELSEWHERE, "another runner claimed it first"));
        }
    }

    /** Whether everything by which the brief was judged in its repository is as it was. The claim's own push tells. */
    private static boolean stands(Repositories.View view, Evaluation evaluation, RemoteRefs advertised) {
        Set<String> branches = new HashSet<>(Set.of("refs/heads/codex"));
        evaluation.plan().ifPresent(plan -> {
            branches.add("refs/heads/" + plan.brief().branch());
            branches.add("refs/heads/" + plan.base());
            branches.add("refs/heads/" + plan.branch());
        });
        return view.agreesWith(advertised, evaluation.found().issue(), branches);
    }

    private SavedPlan saved(Evaluation evaluation, RunPlan plan) {
        return new SavedPlan(
                evaluation.found().document().ref(),
                trigger == Selection.Trigger.SERVICE,
                SavedPlan.fingerprint(plan.lane()),
                SavedPlan.Values.of(plan.lane()),
                plan.host(),
                plan.workdir(),
                plan.base(),
                plan.branch(),
                evaluation.commands());
    }

    private List<BriefCommand> standing(Evaluation evaluation) {
        return evaluator
                .standing()
                .orElseGet(() -> {
                    FoundBrief found = evaluation.found();
                    Repositories.View view = repositories.view(evaluation.ledger(), found.issue());
                    return PendingCommands.of(
                            found,
                            UnreadableIssueException.reading(() ->
                                    stages.states().commands(found.document().issue())),
                            view.commands().getOrDefault(found.key(), List.of()));
                })
                .all();
    }

    /**
     * The claim also spends every command that stands there now: what was asked for before it began is done by it.
     * A question for the state is not: it gets its answer.
     */
    private LedgerRecord picked(Evaluation evaluation, RunFolder folder, List<BriefCommand> standing) {
        FoundBrief found = evaluation.found();
        List<String> spent = standing.stream()
                .filter(command -> command.kind() != BriefCommand.Kind.STATUS)
                .filter(command -> ActiveCommands.concerns(command, found))
                .map(BriefCommand::id)
                .toList();
        return new LedgerRecord(
                BriefState.PICKED,
                evaluation.attempt(),
                null,
                null,
                null,
                found.document().ref(),
                found.id().ordinal(),
                found.occurrence(),
                found.digest(),
                stages.config().runner().id(),
                folder.run(),
                "",
                stages.clock().instant(),
                stages.config().lease(),
                evaluation.plan().map(RunPlan::branch).orElse(null),
                evaluation.over() == null ? null : evaluation.over().record().statusComment(),
                evaluation.spending(spent),
                List.of(),
                new AttemptRequest(
                        found.reading().lane(),
                        found.document().author(),
                        found.document().editor(),
                        evaluation.commandedBy(BriefCommand.Kind.RETRY, standing),
                        evaluation.commandedBy(BriefCommand.Kind.CANCEL, standing),
                        approvals(evaluation)));
    }

    private static List<AttemptRequest.Approval> approvals(Evaluation evaluation) {
        @Nullable Approved approved = evaluation.plan().map(RunPlan::approved).orElse(null);
        return approved == null
                ? List.of()
                : approved.by().stream()
                        .map(approval -> new AttemptRequest.Approval(approval.by(), approval.at()))
                        .toList();
    }

    private Outcome held(Evaluation evaluation, ReasonCode code, String message) {
        Evaluation kept = evaluation.held(new Reason(code, stages.texts().plain(message)));
        stages.listener().on(new RunEvent.Evaluated(kept));
        return Outcome.untouched(kept);
    }
}
