package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.intake.FoundBrief;
import io.github.hirakuarai.codexrunner.ledger.AnswerBook;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.Order;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.publish.DryRunReport;
import io.github.hirakuarai.codexrunner.publish.RunReport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers people's orders for a dry run, each once, whatever runners there are. Runs nothing, and moves no record. */
final class DryRuns {

    private final Stages stages;
    private final Repositories repositories;

    DryRuns(Stages stages, Repositories repositories) {
        this.stages = stages;
        this.repositories = repositories;
    }

    /** Answers what nobody has answered yet. An answer that cannot be given keeps nothing from being run. */
    void answer(List<Candidate> candidates) {
        for (Candidate candidate : candidates) {
            Candidate.@Nullable DryRun dryRun = candidate.dryRun();
            if (dryRun != null) {
                for (Order order : dryRun.orders()) {
                    try {
                        answer(candidate, dryRun.verdict(), order);
                    } catch (RunnerException e) {
                        stages.listener()
                                .on(new RunEvent.Warned(
                                        candidate.found().id(),
                                        "the dry run that " + order.by().login()
                                                + " asked for could not be shown and will be at a later run: "
                                                + e.getMessage()));
                    }
                }
            }
        }
    }

    private void answer(Candidate candidate, Assessment verdict, Order order) {
        FoundBrief found = candidate.found();
        Issue issue = found.document().issue();
        Duration lease = stages.config().lease();
        AnswerBook book = new AnswerBook(repositories.mirror(candidate.ledger()), stages.ledgerClock());
        List<AnswerBook.Answer> answers =
                repositories.view(candidate.ledger()).answers().getOrDefault(found.key(), List.of());
        if (!book.isOpen(order.id(), answers, lease) || !stages.gate().mayOrder(order.by(), issue.repository(), true)) {
            return;
        }
        Optional<AnswerBook.Turn> turn = book.begin(found.key(), order.id(), lease);
        if (turn.isPresent()) {
            stages.states().acknowledge(issue, List.of(order), turn.get());
            stages.states().answer(issue, order, stages.dryRuns().render(report(found, verdict, order)), turn.get());
            book.give(turn.get());
            stages.listener().on(new RunEvent.DryRunAnswered(found.id(), order));
        }
    }

    private static DryRunReport report(FoundBrief found, Assessment verdict, Order order) {
        Assessment.@Nullable Plan plan = verdict.plan();
        return new DryRunReport(
                found.id(),
                found.key(),
                order.id(),
                found.digest(),
                verdict.state(),
                plan == null
                        ? null
                        : new DryRunReport.Plan(
                                new RunReport.Place(
                                        plan.lane().name(), plan.lane().executor(), plan.host()),
                                plan.workdir(),
                                plan.base(),
                                plan.branch(),
                                plan.attempt(),
                                plan.brief().steps(),
                                plan.outputs()),
                verdict.reasons());
    }
}
