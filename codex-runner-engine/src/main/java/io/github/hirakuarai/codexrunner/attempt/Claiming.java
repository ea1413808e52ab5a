package io.github.hirakuarai.codexrunner.attempt;

import io.github.hirakuarai.codexrunner.context.BriefEvaluation;
import io.github.hirakuarai.codexrunner.context.Repositories;
import io.github.hirakuarai.codexrunner.context.RepositoryView;
import io.github.hirakuarai.codexrunner.context.RunnerContext;
import io.github.hirakuarai.codexrunner.context.Turn;
import io.github.hirakuarai.codexrunner.context.UnreadableIssueException;
import io.github.hirakuarai.codexrunner.decision.BriefIntake;
import io.github.hirakuarai.codexrunner.disk.JournalEntry;
import io.github.hirakuarai.codexrunner.disk.RunFolder;
import io.github.hirakuarai.codexrunner.disk.SavedPlan;
import io.github.hirakuarai.codexrunner.event.Approved;
import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.event.RunPlan;
import io.github.hirakuarai.codexrunner.event.Selection;
import io.github.hirakuarai.codexrunner.git.Mirror;
import io.github.hirakuarai.codexrunner.git.RemoteRefs;
import io.github.hirakuarai.codexrunner.intake.ActiveCommands;
import io.github.hirakuarai.codexrunner.intake.FoundBrief;
import io.github.hirakuarai.codexrunner.intake.PendingCommands;
import io.github.hirakuarai.codexrunner.ledger.AttemptRequest;
import io.github.hirakuarai.codexrunner.ledger.ClaimOutcome;
import io.github.hirakuarai.codexrunner.ledger.Ledger;
import io.github.hirakuarai.codexrunner.ledger.LedgerRecord;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Claims a brief and hands it over to an {@link Attempt}. A claim that is not won leaves no trace. */
public final class Claiming {

    private final RunnerContext context;
    private final TextSanitizer texts;
    private final BriefIntake intake;
    private final Repositories repositories;
    private final Attempts attempts;

    public Claiming(
            RunnerContext context,
            TextSanitizer texts,
            BriefIntake intake,
            Repositories repositories,
            Attempts attempts) {
        this.context = context;
        this.texts = texts;
        this.intake = intake;
        this.repositories = repositories;
        this.attempts = attempts;
    }

    /**
     * Claims a brief, and takes it to its end.
     *
     * @param workspace to run in; null for a brief that is rejected
     */
    public Claimed claimAndEnd(BriefEvaluation evaluation, RunId run, @Nullable Workspace workspace, Basis basis) {
        basis.turn().laneAnswered().run();
        if (attempts.areCancelled()) {
            // A claim would end it as cancelled, and a user would have to retry it.
            return new Claimed.NotAnyMore();
        }
        RepositoryView view =
                repositories.view(evaluation.ledger(), evaluation.found().issue());
        try (RunFolder folder = RunFolder.create(context.config().runner().stateDir(), run, context.clock());
                Mirror mirror = repositories.open(evaluation.ledger());
                CommandWatch commands = CommandWatch.open(
                                intake.commands(),
                                evaluation.found(),
                                standing(evaluation, basis),
                                repositories,
                                evaluation.ledger())
                        .seenIn(view.refs())) {
            folder.write(RunFolder.BRIEF, evaluation.found().content());
            evaluation
                    .plan()
                    .ifPresent(plan ->
                            saved(evaluation, plan, basis.turn().trigger()).write(folder));
            JournalEntry claiming = new JournalEntry.Claim(
                    evaluation.found().id(),
                    evaluation.ledger(),
                    evaluation.found().issue(),
                    evaluation.found().key(),
                    evaluation.attempt(),
                    texts.line(evaluation.title()));
            folder.journal().intent(claiming);
            Ledger ledger = repositories.ledger(mirror);
            ClaimOutcome outcome = ledger.claim(
                    picked(evaluation, folder, commands.before()),
                    evaluation.over(),
                    advertised -> !basis.assumed() || stands(view, evaluation, advertised));
            if (outcome instanceof ClaimOutcome.Won won) {
                folder.journal().receipt(claiming);
                context.tell(new RunEvent.Claimed(
                        evaluation.found().id(), folder.run(), evaluation.attempt(), folder.path()));
                Attempt attempt = attempts.of(
                        new HeldRun(evaluation, won.claim(), folder),
                        new RunCheck(intake, basis.turn().trigger(), commands),
                        evaluation.over() == null
                                ? List.of()
                                : EarlierAttempts.of(
                                        ledger.history(evaluation.over()),
                                        won.claim().record()));
                return new Claimed.Ended(
                        workspace == null
                                ? attempt.reject(evaluation.failure().orElseThrow())
                                : attempt.carryOut(workspace));
            }
            folder.discard();
            if (outcome instanceof ClaimOutcome.Outdated) {
                return new Claimed.Outdated();
            }
            return outcome instanceof ClaimOutcome.Impossible impossible
                    ? new Claimed.Refused(
                            ReasonCode.CLAIM_IMPOSSIBLE,
                            "the server does not accept its record: " + texts.line(impossible.message()))
                    : new Claimed.Refused(ReasonCode.CLAIMED_ELSEWHERE, "another runner claimed it first");
        }
    }

    /** Whether everything by which the brief was judged in its repository is as it was. The claim's own push tells. */
    private static boolean stands(RepositoryView view, BriefEvaluation evaluation, RemoteRefs advertised) {
        Set<String> branches = new HashSet<>(Set.of("refs/heads/codex"));
        evaluation.plan().ifPresent(plan -> {
            branches.add("refs/heads/" + plan.brief().branch());
            branches.add("refs/heads/" + plan.base());
            branches.add("refs/heads/" + plan.branch());
        });
        return view.agreesWith(advertised, evaluation.found().issue(), branches);
    }

    private static SavedPlan saved(BriefEvaluation evaluation, RunPlan plan, Selection.Trigger trigger) {
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

    private List<BriefCommand> standing(BriefEvaluation evaluation, Basis basis) {
        return Optional.ofNullable(basis.standing())
                .orElseGet(() -> {
                    FoundBrief found = evaluation.found();
                    RepositoryView view = repositories.view(evaluation.ledger(), found.issue());
                    return PendingCommands.of(
                            found,
                            UnreadableIssueException.reading(() ->
                                    intake.commands().given(found.document().issue())),
                            view.commands().getOrDefault(found.key(), List.of()));
                })
                .all();
    }

    /**
     * The claim also spends every command that stands there now: what was asked for before it began is done by it.
     * A question for the state is not: it gets its answer.
     */
    private LedgerRecord picked(BriefEvaluation evaluation, RunFolder folder, List<BriefCommand> standing) {
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
                context.config().runner().id(),
                folder.run(),
                "",
                context.clock().instant(),
                context.config().lease(),
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

    private static List<AttemptRequest.Approval> approvals(BriefEvaluation evaluation) {
        @Nullable Approved approved = evaluation.plan().map(RunPlan::approved).orElse(null);
        return approved == null
                ? List.of()
                : approved.by().stream()
                        .map(approval -> new AttemptRequest.Approval(approval.by(), approval.at()))
                        .toList();
    }

    /** Closes the workspace of a brief that has come to its end. */
    public void close(Workspace workspace, BriefEvaluation evaluation) {
        attempts.close(workspace, evaluation.id());
    }

    /**
     * By what a brief was judged just before its claim.
     *
     * @param standing the commands that stood then; null when none could change anything
     * @param assumed whether it was judged by what the look has seen of its repository, so that the claim has to tell whether that
     *     stands
     */
    public record Basis(Turn turn, @Nullable PendingCommands standing, boolean assumed) {}

    /** What came of a claim. */
    public sealed interface Claimed {

        /** It was won, and the brief has come to its end. */
        record Ended(RunEvent.Ended how) implements Claimed {}

        /** The brief is held after all. */
        record Refused(ReasonCode code, String message) implements Claimed {}

        /** What the look has seen of the repository does not stand there any more. */
        record Outdated() implements Claimed {}

        /** The runner is ending. */
        record NotAnyMore() implements Claimed {}
    }
}
