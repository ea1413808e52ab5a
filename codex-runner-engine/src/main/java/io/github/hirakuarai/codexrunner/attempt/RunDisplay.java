package io.github.hirakuarai.codexrunner.attempt;

import io.github.hirakuarai.codexrunner.context.BriefEvaluation;
import io.github.hirakuarai.codexrunner.context.Display;
import io.github.hirakuarai.codexrunner.context.RunnerContext;
import io.github.hirakuarai.codexrunner.decision.ApprovalRequests;
import io.github.hirakuarai.codexrunner.disk.JournalEntry;
import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.publish.RunReport;
import io.github.hirakuarai.codexrunner.spi.CommandAnswer;
import io.github.hirakuarai.codexrunner.spi.StatusReceipt;
import io.github.hirakuarai.codexrunner.spi.StatusUpdate;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows users the states of one attempt, how far it is, and that their commands and approvals were taken. */
final class RunDisplay {

    private final RunnerContext context;
    private final Display display;
    private final HeldRun held;
    private final RunReportBuilder facts;
    private final RunGuard guard;
    private final ShownProgress shown;
    private volatile boolean shownBefore;

    RunDisplay(RunnerContext context, Display display, HeldRun held, RunReportBuilder facts, RunGuard guard) {
        this.context = context;
        this.display = display;
        this.held = held;
        this.facts = facts;
        this.guard = guard;
        this.shownBefore = held.resumed();
        this.shown = new ShownProgress(facts::begins, context.clock(), this::showProgress);
    }

    /** Passes an event on, and takes note of the step that it tells of. */
    void hear(RunEvent event) {
        context.tell(event);
        shown.on(event);
    }

    /** Shows the step that runs, unless it is shown already. */
    void tellProgress() {
        shown.tell();
    }

    /** From now on no step is shown. */
    void stopProgress() {
        shown.stop();
    }

    /** Before the first step, so that nobody can have the same approvals used again. */
    void spendApprovals() {
        evaluation()
                .plan()
                .filter(plan -> plan.approved() != null)
                .ifPresent(plan -> guard.ask(() -> {
                    String used = ApprovalRequests.used(display.texts().approval(), evaluation(), plan, facts.run());
                    display.states()
                            .answer(
                                    new CommandAnswer(
                                            evaluation().found().document().issue(),
                                            evaluation().id(),
                                            null,
                                            used),
                                    held.claim());
                    return used;
                }));
    }

    /** Those that ask for this attempt were judged; those of strangers get no answer. */
    void acknowledgeCommands() {
        List<BriefCommand> followed = guard.followed();
        if (!followed.isEmpty()) {
            Issue issue = evaluation().found().document().issue();
            guard.ask(() -> {
                display.states().acknowledge(issue, followed, held.claim());
                return issue;
            });
        }
    }

    /** The record is what counts: a picture that could not be drawn is not worth the run. */
    boolean showAtLast(BriefState state) {
        try {
            show(state);
            return true;
        } catch (RunnerException e) {
            context.tell(new RunEvent.Warned(
                    evaluation().id(), "could not post the final status; the next run retries: " + e.getMessage()));
            return false;
        }
    }

    /** The next beat tries again what fails here. */
    private void showProgress() {
        if (context.config().report().comment()) {
            display.states().show(update(BriefState.RUNNING), held.claim());
        }
    }

    private StatusUpdate update(BriefState state) {
        // Only once: a second try follows one of which nobody knows how far it came.
        boolean first = evaluation().over() == null && !shownBefore;
        shownBefore = true;
        RunReport report = facts.report(state);
        boolean notify = report.endedAt() != null
                && context.config()
                        .report()
                        .notifications()
                        .concerns(state == BriefState.FAILED, Duration.between(report.startedAt(), report.endedAt()));
        return new StatusUpdate(
                evaluation().id(),
                evaluation().found().key(),
                evaluation().found().document().issue(),
                state,
                context.config().report().comment() ? display.texts().status().render(report) : null,
                held.claim().record().statusComment(),
                first,
                notify);
    }

    void show(BriefState state) {
        JournalEntry what = new JournalEntry.Show(state);
        held.folder().journal().intent(what);
        StatusReceipt receipt = guard.ask(() -> display.states().show(update(state), held.claim()));
        held.folder().journal().receipt(what);
        if (state == BriefState.RUNNING) {
            held.claim().move(record -> record.running(receipt.commentId()), guard);
        }
        @Nullable Link link = receipt.url() == null ? null : new Link("comment", "status", receipt.url());
        context.tell(new RunEvent.StateShown(evaluation().id(), state, link));
    }

    private BriefEvaluation evaluation() {
        return held.evaluation();
    }
}
