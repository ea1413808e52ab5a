package io.github.hirakuarai.codexrunner.decision;

import io.github.hirakuarai.codexrunner.context.BriefEvaluation;
import io.github.hirakuarai.codexrunner.context.RunnerContext;
import io.github.hirakuarai.codexrunner.event.Approved;
import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.event.RunPlan;
import io.github.hirakuarai.codexrunner.event.Selection;
import io.github.hirakuarai.codexrunner.intake.FoundBrief;
import io.github.hirakuarai.codexrunner.ledger.AnswerBook;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.publish.ApprovalComment;
import io.github.hirakuarai.codexrunner.publish.RunReport;
import io.github.hirakuarai.codexrunner.spi.CommandAnswer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks for approvals, in one comment for each attempt, whatever runners there are. Runs nothing, and moves no record. */
public final class ApprovalRequests {

    private static final String NO_COMMIT = "0".repeat(40);

    private final RunnerContext context;
    private final ApprovalComment comments;
    private final Approvals approvals;
    private final Scans scans;
    private final AnswerDesk desk;

    public ApprovalRequests(
            RunnerContext context, ApprovalComment comments, Approvals approvals, Scans scans, AnswerDesk desk) {
        this.context = context;
        this.comments = comments;
        this.approvals = approvals;
        this.scans = scans.silent();
        this.desk = desk;
    }

    /** Asks where nobody has asked yet. A request that cannot be written holds nothing but its brief. */
    public void ask(List<BriefEvaluation> evaluations, Selection.Trigger trigger) {
        for (BriefEvaluation listed : evaluations) {
            if (listed.toApprove() != null) {
                try {
                    confirmed(listed, trigger).ifPresent(confirmed -> ask(confirmed, trigger));
                } catch (RunnerException e) {
                    context.tell(new RunEvent.Warned(
                            listed.id(), "could not ask for approvals; a later run tries again: " + e.getMessage()));
                }
            }
        }
    }

    /** As document and people are now: nothing is written for anybody's text who may not have briefs run. */
    private Optional<BriefEvaluation> confirmed(BriefEvaluation listed, Selection.Trigger trigger) {
        Selection brief = Selection.of(trigger).onlyBrief(listed.id());
        return scans.confirmed(brief).evaluations().stream()
                .filter(now -> now.found().key().equals(listed.found().key()) && now.toApprove() != null)
                .findFirst();
    }

    private void ask(BriefEvaluation evaluation, Selection.Trigger trigger) {
        FoundBrief found = evaluation.found();
        @Nullable RunPlan plan = evaluation.toApprove();
        if (plan == null) {
            return;
        }
        Optional<String> base = desk.repositories()
                .start(evaluation.ledger(), found.issue(), plan.brief())
                .branch(plan.base());
        if (base.isEmpty()) {
            return;
        }
        AnswerDesk.Place place = new AnswerDesk.Place(evaluation.ledger(), found.issue(), found.key());
        int number = nextNumber(found, plan.attempt(), desk.given(place));
        String turn = ApprovalRequest.turn(plan.attempt(), number);
        if (!desk.isOpen(place, turn)) {
            return;
        }
        // Another runner may have asked after the comments were read by which this one decided: its answer is known by
        // now, and so its comment stands in what is read from now on.
        if (number > 1 && confirmed(evaluation, trigger).isEmpty()) {
            return;
        }
        String id = ApprovalRequest.id(plan.attempt(), number, base.get(), plan.base());
        Optional<String> comment = comments.render(asked(evaluation, plan, id, base.get()));
        if (comment.isEmpty()) {
            return;
        }
        BriefCommand asking = new BriefCommand(
                turn,
                BriefCommand.Kind.APPROVE,
                found.id(),
                found.document().author(),
                context.clock().instant());
        CommandAnswer answer = new CommandAnswer(found.document().issue(), found.id(), asking, comment.get());
        if (desk.give(place, turn, List.of(), answer)) {
            context.tell(new RunEvent.ApprovalRequested(
                    found.id(), plan.lane().allow().approvals()));
        }
    }

    /** Behind every request that was ever written: of those that somebody changed or deleted none is taken up again. */
    private int nextNumber(FoundBrief found, int attempt, List<AnswerBook.Answer> answers) {
        int last = approvals.requests(found, attempt).stream()
                .mapToInt(ApprovalRequest::number)
                .max()
                .orElse(0);
        while (isGiven(ApprovalRequest.turn(attempt, last + 1), answers)) {
            last++;
        }
        return last + 1;
    }

    private static boolean isGiven(String turn, List<AnswerBook.Answer> answers) {
        return answers.stream()
                .anyMatch(answer -> answer.given() && answer.command().equals(turn));
    }

    /** Whether a comment can show the whole of what would run. */
    static boolean canBeShown(ApprovalComment comments, BriefEvaluation evaluation, RunPlan plan) {
        String id = ApprovalRequest.id(plan.attempt(), 1, NO_COMMIT, plan.base());
        return comments.render(asked(evaluation, plan, id, NO_COMMIT)).isPresent();
    }

    /** The request as it stands from the moment at which its run begins. */
    public static String used(ApprovalComment comments, BriefEvaluation evaluation, RunPlan plan, RunId run) {
        Approved approved = Objects.requireNonNull(plan.approved());
        String id = ApprovalRequest.id(plan.attempt(), approved.number(), approved.baseCommit(), plan.base());
        List<String> by =
                approved.by().stream().map(approval -> approval.by().login()).toList();
        return comments.used(asked(evaluation, plan, id, approved.baseCommit()), by, run);
    }

    private static ApprovalComment.Request asked(BriefEvaluation evaluation, RunPlan plan, String id, String base) {
        return new ApprovalComment.Request(
                evaluation.id(),
                evaluation.found().key(),
                id,
                evaluation.digest(),
                new RunReport.Place(plan.lane().name(), plan.lane().executor(), plan.host()),
                plan.workdir(),
                plan.brief().repository(),
                plan.base(),
                base,
                plan.attempt(),
                plan.lane().allow().approvals(),
                plan.lane().allow().approvers(),
                plan.brief().timeout(),
                plan.brief().env(),
                plan.brief().steps(),
                plan.brief().outputs(),
                plan.outputs());
    }
}
