package io.github.hirakuarai.codexrunner.decision;

import io.github.hirakuarai.codexrunner.context.Texts;
import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.event.RunListener;
import io.github.hirakuarai.codexrunner.event.Selection;
import io.github.hirakuarai.codexrunner.intake.NearMiss;
import io.github.hirakuarai.codexrunner.ledger.AnswerBook;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.IssueRef;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import io.github.hirakuarai.codexrunner.spi.CommandAnswer;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells users who meant to give a brief or a command, and gave none, what to write instead: only users who may have work run, only on
 * enabled issues, once for each document and cause. Costs no request for a document that holds no such text, and none for one
 * that this process knows to be answered.
 */
public final class NearMisses {

    private final RunListener listener;
    private final BriefIntake intake;
    private final Texts texts;
    private final AnswerDesk desk;
    private final Set<String> answered;

    /** @param answered places of those that were answered, as far as the process knows; added to */
    public NearMisses(RunListener listener, BriefIntake intake, Texts texts, AnswerDesk desk, Set<String> answered) {
        this.listener = listener;
        this.intake = intake;
        this.texts = texts;
        this.desk = desk;
        this.answered = answered;
    }

    /** Answers what nobody has answered yet. An answer that cannot be given holds nothing. */
    public void answer(List<SourceDocument> documents, Selection selection) {
        if (selection.brief() != null || selection.lane() != null) {
            return;
        }
        List<NearMiss> open = documents.stream()
                .flatMap(document -> NearMiss.find(document).stream())
                .filter(nearMiss -> !answered.contains(place(nearMiss)))
                .filter(nearMiss -> isForUser(nearMiss.document(), selection.trigger(), false))
                .toList();
        // The records of all these issues are asked for at once.
        open.forEach(nearMiss -> desk.repositories().expect(issue(nearMiss).repository(), ref(nearMiss)));
        open.forEach(nearMiss -> tryToAnswer(nearMiss, selection.trigger()));
    }

    private void tryToAnswer(NearMiss nearMiss, Selection.Trigger trigger) {
        try {
            answer(nearMiss, trigger);
        } catch (RunnerException e) {
            Issue issue = issue(nearMiss);
            listener.on(new RunEvent.Warned(
                    null,
                    "could not answer a mistyped brief or command on " + issue.repository() + "#" + issue.number()
                            + "; a later run tries again: " + e.getMessage()));
        }
    }

    private void answer(NearMiss nearMiss, Selection.Trigger trigger) {
        Issue issue = issue(nearMiss);
        AnswerDesk.Place place = new AnswerDesk.Place(issue.repository(), ref(nearMiss), AnswerBook.key(nearMiss.id()));
        if (desk.given(place).stream().anyMatch(AnswerBook.Answer::given)) {
            answered.add(place(nearMiss));
        }
        if (!desk.isOpen(place, nearMiss.id())) {
            return;
        }
        Optional<NearMiss> confirmed = readAnew(nearMiss, trigger);
        if (confirmed.isEmpty()) {
            return;
        }
        CommandAnswer answer = new CommandAnswer(issue, null, null, comment(place.key(), confirmed.get()));
        if (desk.give(place, nearMiss.id(), List.of(), answer)) {
            answered.add(place(nearMiss));
            listener.on(new RunEvent.NearMissAnswered(
                    issue.repository(),
                    issue.number(),
                    texts.sanitizer().line(confirmed.get().written())));
        }
    }

    private String comment(BriefKey key, NearMiss nearMiss) {
        return nearMiss instanceof NearMiss.Command near
                ? texts.command().nearMiss(key, nearMiss.id(), near.command())
                : texts.command().nearMiss(key, nearMiss.id(), nearMiss.written());
    }

    /** The same near miss as it stands now, if it does, and its author and editor may still have work run. */
    private Optional<NearMiss> readAnew(NearMiss nearMiss, Selection.Trigger trigger) {
        return intake.source()
                .read(nearMiss.document().ref())
                .filter(now -> isForUser(now, trigger, true))
                .flatMap(now -> NearMiss.find(now).stream()
                        .filter(found -> found.id().equals(nearMiss.id()))
                        .findFirst());
    }

    private boolean isForUser(SourceDocument document, Selection.Trigger trigger, boolean read) {
        return !document.author().bot()
                && intake.policy().place(document, trigger).isEmpty()
                && intake.policy().people(document, read, read).isEmpty();
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
