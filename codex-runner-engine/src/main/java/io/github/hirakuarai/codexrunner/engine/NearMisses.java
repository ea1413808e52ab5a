package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.intake.NearMiss;
import io.github.hirakuarai.codexrunner.ledger.AnswerBook;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.IssueRef;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import io.github.hirakuarai.codexrunner.spi.CommandAnswer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells users who meant to give a brief or a command, and gave none, what to write instead: only users who may have work run, only on
 * enabled issues, once for each document and cause. Costs no request for a document that holds no such text, and none for one
 * that this process knows to be answered.
 */
final class NearMisses {

    private final Stages stages;
    private final Repositories repositories;
    private final Selection selection;
    private final Set<String> answered;

    /** @param answered places of those that were answered, as far as the process knows; added to */
    NearMisses(Stages stages, Repositories repositories, Selection selection, Set<String> answered) {
        this.stages = stages;
        this.repositories = repositories;
        this.selection = selection;
        this.answered = answered;
    }

    /** Answers what nobody has answered yet. An answer that cannot be given holds nothing. */
    void answer(List<SourceDocument> documents) {
        if (selection.brief() != null || selection.lane() != null) {
            return;
        }
        List<NearMiss> open = documents.stream()
                .flatMap(document -> NearMiss.find(document).stream())
                .filter(nearMiss -> !answered.contains(place(nearMiss)))
                .filter(nearMiss -> isForUser(nearMiss.document(), false))
                .toList();
        // The records of all these issues are asked for at once.
        open.forEach(nearMiss -> repositories.expect(issue(nearMiss).repository(), ref(nearMiss)));
        open.forEach(this::tryToAnswer);
    }

    private void tryToAnswer(NearMiss nearMiss) {
        try {
            answer(nearMiss);
        } catch (RunnerException e) {
            Issue issue = issue(nearMiss);
            stages.listener()
                    .on(new RunEvent.Warned(
                            null,
                            "what was meant on " + issue.repository() + "#" + issue.number()
                                    + " could not be answered and will be at a later run: " + e.getMessage()));
        }
    }

    private void answer(NearMiss nearMiss) {
        Issue issue = issue(nearMiss);
        Duration lease = stages.config().lease();
        BriefKey key = AnswerBook.key(nearMiss.id());
        List<AnswerBook.Answer> answers =
                repositories.view(issue.repository(), ref(nearMiss)).answers().getOrDefault(key, List.of());
        AnswerBook book = new AnswerBook(repositories.mirror(issue.repository()), stages.ledgerClock());
        if (answers.stream().anyMatch(AnswerBook.Answer::given)) {
            answered.add(place(nearMiss));
        }
        if (!book.isOpen(nearMiss.id(), answers, lease)) {
            return;
        }
        Optional<NearMiss> confirmed = readAnew(nearMiss);
        if (confirmed.isEmpty()) {
            return;
        }
        Optional<AnswerBook.Turn> turn = book.begin(ref(nearMiss), key, nearMiss.id(), lease);
        if (turn.isPresent()) {
            String comment = comment(key, confirmed.get());
            stages.states().answer(new CommandAnswer(issue, null, null, comment), turn.get());
            book.give(turn.get());
            answered.add(place(nearMiss));
            stages.listener()
                    .on(new RunEvent.NearMissAnswered(
                            issue.repository(),
                            issue.number(),
                            stages.texts().line(confirmed.get().written())));
        }
    }

    private String comment(BriefKey key, NearMiss nearMiss) {
        return nearMiss instanceof NearMiss.Command near
                ? stages.commandComments().nearMiss(key, nearMiss.id(), near.command())
                : stages.commandComments().nearMiss(key, nearMiss.id(), nearMiss.written());
    }

    /** The same near miss as it stands now, if it does, and its author and editor may still have work run. */
    private Optional<NearMiss> readAnew(NearMiss nearMiss) {
        return stages.source()
                .read(nearMiss.document().ref())
                .filter(now -> isForUser(now, true))
                .flatMap(now -> NearMiss.find(now).stream()
                        .filter(found -> found.id().equals(nearMiss.id()))
                        .findFirst());
    }

    private boolean isForUser(SourceDocument document, boolean read) {
        return !document.author().bot()
                && stages.gate().place(document, selection.trigger()).isEmpty()
                && stages.gate().people(document, read, read).isEmpty();
    }

    private static String place(NearMiss nearMiss) {
        return nearMiss.document().ref().path() + " " + nearMiss.id();
    }

    private static Issue issue(NearMiss nearMiss) {
        return nearMiss.document().issue();
    }

    private static IssueRef ref(NearMiss nearMiss) {
        return nearMiss.document().ref().issue();
    }
}
