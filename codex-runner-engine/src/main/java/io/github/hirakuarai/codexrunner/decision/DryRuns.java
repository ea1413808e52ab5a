package io.github.hirakuarai.codexrunner.decision;

import io.github.hirakuarai.codexrunner.context.BriefEvaluation;
import io.github.hirakuarai.codexrunner.event.Decision;
import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.event.RunListener;
import io.github.hirakuarai.codexrunner.event.RunPlan;
import io.github.hirakuarai.codexrunner.event.Selection;
import io.github.hirakuarai.codexrunner.intake.FoundBrief;
import io.github.hirakuarai.codexrunner.intake.PendingCommands;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.publish.DryRunComment;
import io.github.hirakuarai.codexrunner.publish.DryRunReport;
import io.github.hirakuarai.codexrunner.publish.RunReport;
import io.github.hirakuarai.codexrunner.spi.CommandAnswer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers people's commands for a dry run, each once, whatever runners there are. Runs nothing, and moves no record. */
public final class DryRuns {

    private final RunListener listener;
    private final CommandAdmission admission;
    private final DryRunComment comments;
    private final Scans scans;
    private final AnswerDesk desk;

    public DryRuns(
            RunListener listener, CommandAdmission admission, DryRunComment comments, Scans scans, AnswerDesk desk) {
        this.listener = listener;
        this.admission = admission;
        this.comments = comments;
        this.scans = scans.silent();
        this.desk = desk;
    }

    /** Answers what nobody has answered yet. An answer that cannot be given keeps nothing from being run. */
    public void answer(List<BriefEvaluation> evaluations, Selection.Trigger trigger) {
        for (BriefEvaluation evaluation : evaluations) {
            BriefEvaluation.@Nullable DryRun dryRun = evaluation.dryRun();
            if (dryRun != null) {
                for (BriefCommand command : dryRun.commands()) {
                    try {
                        answer(evaluation, command, trigger);
                    } catch (RunnerException e) {
                        listener.on(new RunEvent.Warned(
                                evaluation.found().id(),
                                "could not show the dry run that "
                                        + command.by().login()
                                        + " asked for; a later run tries again: "
                                        + e.getMessage()));
                    }
                }
            }
        }
    }

    private void answer(BriefEvaluation evaluation, BriefCommand command, Selection.Trigger trigger) {
        FoundBrief found = evaluation.found();
        Issue issue = found.document().issue();
        AnswerDesk.Place place = new AnswerDesk.Place(evaluation.ledger(), found.issue(), found.key());
        if (!desk.isOpen(place, command.id()) || !counts(evaluation, command)) {
            return;
        }
        Optional<BriefEvaluation> confirmed = confirmed(evaluation, trigger);
        if (confirmed.isEmpty()) {
            // The text is another by now, or gone: a later look finds what stands there.
            return;
        }
        String text = comments.render(report(confirmed.get(), command));
        if (desk.give(place, command.id(), List.of(command), new CommandAnswer(issue, found.id(), command, text))) {
            listener.on(new RunEvent.DryRunAnswered(found.id(), command));
        }
    }

    /** The brief as a run would find it, read anew: its last editor is known only then. */
    private Optional<BriefEvaluation> confirmed(BriefEvaluation listed, Selection.Trigger trigger) {
        BriefId id = listed.id();
        Selection issue = Selection.of(trigger).inRepository(id.repository()).inIssue(id.number());
        return scans.confirmedSoon(issue).evaluations().stream()
                .filter(evaluation ->
                        evaluation.found().key().equals(listed.found().key()))
                .findFirst();
    }

    private boolean counts(BriefEvaluation evaluation, BriefCommand command) {
        FoundBrief found = evaluation.found();
        PendingCommands pending = PendingCommands.of(
                found,
                List.of(command),
                desk.repositories()
                        .view(evaluation.ledger(), found.issue())
                        .commands()
                        .getOrDefault(found.key(), List.of()));
        return admission.counts(pending, command, found.document().issue(), true);
    }

    private static DryRunReport report(BriefEvaluation evaluation, BriefCommand command) {
        BriefEvaluation.@Nullable DryRun dryRun = evaluation.dryRun();
        Decision verdict = dryRun == null ? evaluation.decision() : dryRun.verdict();
        FoundBrief found = evaluation.found();
        @Nullable RunPlan plan = verdict instanceof Decision.Run run ? run.plan() : null;
        return new DryRunReport(
                found.id(),
                found.key(),
                command.id(),
                found.digest(),
                evaluation.state(),
                plan == null
                        ? null
                        : new DryRunReport.Plan(
                                new RunReport.Place(
                                        plan.lane().name(), plan.lane().executor(), plan.host()),
                                plan.workdir(),
                                plan.base(),
                                plan.branch(),
                                plan.attempt(),
                                plan.brief().env(),
                                plan.brief().steps(),
                                plan.outputs()),
                verdict instanceof Decision.Hold hold ? hold.reasons() : List.of(),
                verdict instanceof Decision.Reject reject ? reject.failure() : null,
                evaluation.problems());
    }
}
