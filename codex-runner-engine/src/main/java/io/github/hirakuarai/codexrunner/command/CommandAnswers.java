package io.github.hirakuarai.codexrunner.command;

import io.github.hirakuarai.codexrunner.brief.CommandReader;
import io.github.hirakuarai.codexrunner.context.BriefEvaluation;
import io.github.hirakuarai.codexrunner.context.Display;
import io.github.hirakuarai.codexrunner.context.RepositoryView;
import io.github.hirakuarai.codexrunner.context.RunnerContext;
import io.github.hirakuarai.codexrunner.decision.AnswerDesk;
import io.github.hirakuarai.codexrunner.decision.BriefIntake;
import io.github.hirakuarai.codexrunner.decision.Scan;
import io.github.hirakuarai.codexrunner.decision.Scans;
import io.github.hirakuarai.codexrunner.event.Decision;
import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.event.Selection;
import io.github.hirakuarai.codexrunner.intake.ActiveCommands;
import io.github.hirakuarai.codexrunner.intake.PendingCommands;
import io.github.hirakuarai.codexrunner.ledger.AnswerBook;
import io.github.hirakuarai.codexrunner.ledger.LedgerEntry;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.IssueRef;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import io.github.hirakuarai.codexrunner.publish.CommandComment;
import io.github.hirakuarai.codexrunner.spi.CommandAnswer;
import io.github.hirakuarai.codexrunner.spi.Fence;
import io.github.hirakuarai.codexrunner.spi.Marker;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Shows users that their commands were seen, and answers those that run nothing: {@code /codex status}, and each that finds nothing
 * to do. Only on enabled issues, only to those who may command, each once whatever runners there are.
 */
public final class CommandAnswers {

    /** A brief that is held for one of these is no brief of anybody who may have work run: no command changes that. */
    private static final Set<ReasonCode> NOT_PERMITTED = EnumSet.of(
            ReasonCode.MINIMIZED,
            ReasonCode.AUTHOR_NOT_PERMITTED,
            ReasonCode.AUTHOR_NOT_LISTED,
            ReasonCode.EDITOR_NOT_PERMITTED,
            ReasonCode.BOT_NOT_LISTED);

    private static final CommandReader COMMANDS = new CommandReader();

    private final RunnerContext context;
    private final BriefIntake intake;
    private final Display display;
    private final Scans scans;
    private final AnswerDesk desk;

    public CommandAnswers(RunnerContext context, BriefIntake intake, Display display, Scans scans, AnswerDesk desk) {
        this.context = context;
        this.intake = intake;
        this.display = display;
        this.scans = scans.silent();
        this.desk = desk;
    }

    /** Answers what nobody has answered yet. An answer that cannot be given holds nothing. */
    public void answer(Scan scan, Selection selection) {
        Map<IssueRef, List<BriefEvaluation>> briefsOf = scan.evaluations().stream()
                .collect(Collectors.groupingBy(evaluation -> evaluation.found().issue()));
        Map<IssueRef, Issue> issues = new LinkedHashMap<>();
        scan.documents().stream()
                .filter(document ->
                        briefsOf.containsKey(document.ref().issue()) || asksWithoutBrief(document, selection))
                .forEach(document -> issues.putIfAbsent(document.ref().issue(), document.issue()));
        issues.forEach((ref, issue) -> {
            List<BriefEvaluation> briefs = briefsOf.getOrDefault(ref, List.of());
            if (intake.policy().place(issue, selection.trigger()).isEmpty()) {
                try {
                    answer(issue, briefs, selection);
                } catch (RunnerException e) {
                    context.tell(new RunEvent.Warned(
                            null,
                            "could not answer the commands on " + issue.repository() + "#" + issue.number()
                                    + "; a later run tries again: " + e.getMessage()));
                }
            }
        });
    }

    /** Whether a document gives a command in an issue whose briefs are not the reason to look for any. */
    private boolean asksWithoutBrief(SourceDocument document, Selection selection) {
        boolean comment = document.ref().kind() == DocumentKind.ISSUE_COMMENT
                && !Marker.in(document.markdown())
                && !COMMANDS.read(document.markdown()).isEmpty();
        String label = context.config().labels().statePrefix() + BriefState.NEW.label();
        return isWhole(selection)
                && (document.issue().labels().stream().anyMatch(label::equalsIgnoreCase)
                        || (comment
                                && intake.policy()
                                        .mayCommand(
                                                document.author(),
                                                document.issue().repository(),
                                                false)));
    }

    private static boolean isWhole(Selection selection) {
        return selection.brief() == null && selection.lane() == null;
    }

    private static IssueRef ref(Issue issue) {
        return new IssueRef(issue.repositoryId(), issue.number());
    }

    private void answer(Issue issue, List<BriefEvaluation> briefs, Selection selection) {
        List<BriefCommand> given = intake.commands().given(issue).stream()
                .filter(command -> selection.trigger() != Selection.Trigger.SERVICE
                        || !command.at().isBefore(context.config().watch().since()))
                .toList();
        if (given.isEmpty()) {
            return;
        }
        Set<String> settled = settled(issue, briefs);
        List<BriefCommand> open = given.stream()
                .filter(command -> !settled.contains(command.id()))
                .toList();
        PendingCommands pending = new PendingCommands(open, Set.of());
        for (BriefCommand command : open) {
            // A part of the briefs does not tell whether a command finds nothing to do.
            boolean answers = command.kind() == BriefCommand.Kind.STATUS
                    || (isWhole(selection) && findsNothing(command, open, briefs));
            if (intake.commands().counts(pending, command, issue, answers)) {
                // A claim acknowledges its commands too; a second time shows nothing else.
                display.states().acknowledge(issue, List.of(command), Fence.OPEN);
                if (answers) {
                    answer(issue, briefs, command, selection.trigger());
                }
            }
        }
    }

    /** Ids of the commands that an attempt has spent, and of those that were answered. */
    private Set<String> settled(Issue issue, List<BriefEvaluation> briefs) {
        Set<RepositoryName> ledgers = new HashSet<>(Set.of(issue.repository()));
        briefs.stream()
                .filter(brief -> intake.policy().mayLookAt(brief.found().document(), brief.ledger()))
                .map(BriefEvaluation::ledger)
                .forEach(ledgers::add);
        Set<String> settled = new HashSet<>();
        for (RepositoryName ledger : ledgers) {
            RepositoryView view = desk.repositories().view(ledger, ref(issue));
            view.records()
                    .values()
                    .forEach(entry -> settled.addAll(entry.record().spentCommands()));
            view.answers().values().stream()
                    .flatMap(Collection::stream)
                    .filter(AnswerBook.Answer::given)
                    .forEach(answer -> settled.add(answer.command()));
        }
        return settled;
    }

    /** Whether no brief of the issue has anything that the command could change. */
    private boolean findsNothing(BriefCommand command, List<BriefCommand> open, List<BriefEvaluation> briefs) {
        if (briefs.isEmpty() || isUnknown(command, briefs)) {
            return true;
        }
        List<BriefEvaluation> concerned = concerned(command, briefs);
        return !concerned.isEmpty() && concerned.stream().allMatch(brief -> findsNothing(command, open, brief));
    }

    private static boolean findsNothing(BriefCommand command, List<BriefCommand> open, BriefEvaluation brief) {
        if (brief.state() == BriefState.DONE) {
            return true;
        }
        if (waitsForRetry(brief) && ActiveCommands.isOutdated(command, brief.found())) {
            return true;
        }
        boolean ended = brief.state() == BriefState.FAILED
                && brief.decision() instanceof Decision.Finished finished
                && finished.record().result() != Result.CANCELLED;
        return command.kind() == BriefCommand.Kind.CANCEL
                && ended
                && open.stream().noneMatch(other -> other.kind() == BriefCommand.Kind.RETRY);
    }

    /** Whether nothing but a retry that counts makes the brief run. */
    private static boolean waitsForRetry(BriefEvaluation brief) {
        return brief.decision() instanceof Decision.Finished
                || brief.reasons().stream().anyMatch(reason -> reason.code() == ReasonCode.EDITED_AFTER_RUN);
    }

    private static boolean isUnknown(BriefCommand command, List<BriefEvaluation> briefs) {
        return command.target() != null
                && briefs.stream().noneMatch(brief -> brief.id().equals(command.target()));
    }

    private static List<BriefEvaluation> concerned(BriefCommand command, List<BriefEvaluation> briefs) {
        return briefs.stream()
                .filter(brief -> ActiveCommands.concerns(command, brief.found()))
                .filter(brief -> brief.reasons().stream().noneMatch(reason -> NOT_PERMITTED.contains(reason.code())))
                .toList();
    }

    private void answer(Issue issue, List<BriefEvaluation> briefs, BriefCommand command, Selection.Trigger trigger) {
        AnswerDesk.Place place = new AnswerDesk.Place(issue.repository(), ref(issue), AnswerBook.key(command));
        if (!desk.isOpen(place, command.id())) {
            return;
        }
        String comment = command.kind() == BriefCommand.Kind.STATUS
                ? status(issue, place.key(), command, trigger)
                : nothingToDo(briefs, command, place.key());
        BriefId brief = briefs.size() == 1 ? briefs.get(0).id() : command.target();
        if (desk.give(place, command.id(), List.of(), new CommandAnswer(issue, brief, command, comment))) {
            context.tell(new RunEvent.CommandAnswered(issue.repository(), issue.number(), command));
        }
    }

    private String nothingToDo(List<BriefEvaluation> briefs, BriefCommand command, BriefKey key) {
        List<BriefEvaluation> concerned = isUnknown(command, briefs) ? List.of() : concerned(command, briefs);
        List<BriefEvaluation> edited = concerned.stream()
                .filter(brief -> brief.state() != BriefState.DONE)
                .filter(brief -> ActiveCommands.isOutdated(command, brief.found()))
                .toList();
        return edited.isEmpty()
                ? display.texts().command().nothingToDo(key, command, ids(concerned))
                : display.texts().command().outdated(key, command, ids(edited));
    }

    private static List<BriefId> ids(List<BriefEvaluation> briefs) {
        return briefs.stream().map(BriefEvaluation::id).distinct().toList();
    }

    /** All the issue's briefs are read anew, so that users are told what a run would decide. */
    private String status(Issue issue, BriefKey key, BriefCommand command, Selection.Trigger trigger) {
        Selection whole = Selection.of(trigger).inRepository(issue.repository()).inIssue(issue.number());
        List<CommandComment.Row> rows = scans.confirmedSoon(whole).evaluations().stream()
                .filter(brief -> ActiveCommands.concerns(command, brief.found()))
                .map(this::row)
                .toList();
        return display.texts().command().status(key, command, rows);
    }

    private CommandComment.Row row(BriefEvaluation brief) {
        return new CommandComment.Row(
                brief.id(),
                brief.state(),
                brief.decision() instanceof Decision.Run,
                brief.reasons(),
                brief.failure().orElse(null),
                end(brief));
    }

    /** How the last attempt of a finished brief failed; null when it did not. */
    private CommandComment.@Nullable End end(BriefEvaluation brief) {
        @Nullable
        String code = brief.decision() instanceof Decision.Finished finished
                ? finished.record().failure()
                : null;
        if (code == null) {
            return null;
        }
        RepositoryView view =
                desk.repositories().view(brief.ledger(), brief.found().issue());
        @Nullable LedgerEntry entry = view.records().get(brief.found().key());
        if (entry == null) {
            return null;
        }
        Result result = entry.record().result() == null
                ? Result.FAILURE
                : entry.record().result();
        String message = entry.record().message() == null
                ? result.text()
                : entry.record().message();
        return new CommandComment.End(
                new Failure(result, code, message, null), entry.record().statusComment());
    }
}
