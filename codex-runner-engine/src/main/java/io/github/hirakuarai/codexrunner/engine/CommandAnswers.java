package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.brief.CommandReader;
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
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Shows users that their commands were seen, and answers those that run nothing: {@code /codex status}, and each that finds nothing
 * to do. Only on enabled issues, only to those who may command, each once whatever runners there are.
 */
final class CommandAnswers {

    /** A brief that is held for one of these is no brief of anybody who may have work run: no command changes that. */
    private static final Set<ReasonCode> NOT_PERMITTED = EnumSet.of(
            ReasonCode.MINIMIZED,
            ReasonCode.AUTHOR_NOT_PERMITTED,
            ReasonCode.AUTHOR_NOT_LISTED,
            ReasonCode.EDITOR_NOT_PERMITTED,
            ReasonCode.BOT_NOT_LISTED);

    private static final CommandReader COMMANDS = new CommandReader();

    private final Stages stages;
    private final Repositories repositories;
    private final CommandAdmission admission;
    private final Selection selection;

    CommandAnswers(Stages stages, Repositories repositories, Selection selection) {
        this.stages = stages;
        this.repositories = repositories;
        this.admission = new CommandAdmission(stages.gate(), stages.states());
        this.selection = selection;
    }

    /** Answers what nobody has answered yet. An answer that cannot be given holds nothing. */
    void answer(Scan scan) {
        Map<IssueRef, List<Evaluation>> briefsOf = scan.evaluations().stream()
                .collect(Collectors.groupingBy(evaluation -> evaluation.found().issue()));
        Map<IssueRef, Issue> issues = new LinkedHashMap<>();
        scan.documents().stream()
                .filter(document -> briefsOf.containsKey(document.ref().issue()) || asksWithoutBrief(document))
                .forEach(document -> issues.putIfAbsent(document.ref().issue(), document.issue()));
        issues.forEach((ref, issue) -> {
            List<Evaluation> briefs = briefsOf.getOrDefault(ref, List.of());
            if (stages.gate().place(issue, selection.trigger()).isEmpty()) {
                try {
                    answer(issue, briefs);
                } catch (RunnerException e) {
                    stages.listener()
                            .on(new RunEvent.Warned(
                                    null,
                                    "the commands on " + issue.repository() + "#" + issue.number()
                                            + " could not be answered and will be at a later run: " + e.getMessage()));
                }
            }
        });
    }

    /** Whether a document gives a command in an issue whose briefs are not the reason to look for any. */
    private boolean asksWithoutBrief(SourceDocument document) {
        boolean comment = document.ref().kind() == DocumentKind.ISSUE_COMMENT
                && !Marker.in(document.markdown())
                && !COMMANDS.read(document.markdown()).isEmpty();
        String label = stages.config().labels().statePrefix() + BriefState.NEW.label();
        return isWhole()
                && (document.issue().labels().stream().anyMatch(label::equalsIgnoreCase)
                        || (comment
                                && stages.gate()
                                        .mayCommand(
                                                document.author(),
                                                document.issue().repository(),
                                                false)));
    }

    private boolean isWhole() {
        return selection.brief() == null && selection.lane() == null;
    }

    private static IssueRef ref(Issue issue) {
        return new IssueRef(issue.repositoryId(), issue.number());
    }

    private void answer(Issue issue, List<Evaluation> briefs) {
        List<BriefCommand> given = stages.states().commands(issue).stream()
                .filter(command -> selection.trigger() != Selection.Trigger.SERVICE
                        || !command.at().isBefore(stages.config().watch().since()))
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
            boolean answers = command.kind() == BriefCommand.Kind.STATUS || findsNothing(command, open, briefs);
            if (admission.counts(pending, command, issue, answers)) {
                // A claim acknowledges its commands too; a second time shows nothing else.
                stages.states().acknowledge(issue, List.of(command), Fence.OPEN);
                if (answers) {
                    answer(issue, briefs, command);
                }
            }
        }
    }

    /** Ids of the commands that an attempt has spent, and of those that were answered. */
    private Set<String> settled(Issue issue, List<Evaluation> briefs) {
        Set<RepositoryName> ledgers = new HashSet<>(Set.of(issue.repository()));
        briefs.stream()
                .filter(brief -> stages.gate().mayLookAt(brief.found().document(), brief.ledger()))
                .map(Evaluation::ledger)
                .forEach(ledgers::add);
        Set<String> settled = new HashSet<>();
        for (RepositoryName ledger : ledgers) {
            Repositories.View view = repositories.view(ledger, ref(issue));
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

    /** Whether no brief of the issue has anything that the command could change. A part of the briefs does not tell. */
    private boolean findsNothing(BriefCommand command, List<BriefCommand> open, List<Evaluation> briefs) {
        if (!isWhole()) {
            return false;
        }
        if (briefs.isEmpty() || isUnknown(command, briefs)) {
            return true;
        }
        List<Evaluation> concerned = concerned(command, briefs);
        return !concerned.isEmpty() && concerned.stream().allMatch(brief -> findsNothing(command, open, brief));
    }

    private static boolean findsNothing(BriefCommand command, List<BriefCommand> open, Evaluation brief) {
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
    private static boolean waitsForRetry(Evaluation brief) {
        return brief.decision() instanceof Decision.Finished
                || brief.reasons().stream().anyMatch(reason -> reason.code() == ReasonCode.EDITED_AFTER_RUN);
    }

    private static boolean isUnknown(BriefCommand command, List<Evaluation> briefs) {
        return command.target() != null
                && briefs.stream().noneMatch(brief -> brief.id().equals(command.target()));
    }

    private static List<Evaluation> concerned(BriefCommand command, List<Evaluation> briefs) {
        return briefs.stream()
                .filter(brief -> ActiveCommands.concerns(command, brief.found()))
                .filter(brief -> brief.reasons().stream().noneMatch(reason -> NOT_PERMITTED.contains(reason.code())))
                .toList();
    }

    private void answer(Issue issue, List<Evaluation> briefs, BriefCommand command) {
        Duration lease = stages.config().lease();
        IssueRef ref = ref(issue);
        BriefKey key = AnswerBook.key(command);
        AnswerBook book = new AnswerBook(repositories.mirror(issue.repository()), stages.ledgerClock());
        List<AnswerBook.Answer> answers =
                repositories.view(issue.repository(), ref).answers().getOrDefault(key, List.of());
        if (!book.isOpen(command.id(), answers, lease)) {
            return;
        }
        String comment = comment(issue, briefs, command, key);
        Optional<AnswerBook.Turn> turn = book.begin(ref, key, command.id(), lease);
        if (turn.isPresent()) {
            BriefId brief = briefs.size() == 1 ? briefs.get(0).id() : command.target();
            stages.states().answer(new CommandAnswer(issue, brief, command, comment), turn.get());
            book.give(turn.get());
            stages.listener().on(new RunEvent.CommandAnswered(issue.repository(), issue.number(), command));
        }
    }

    private String comment(Issue issue, List<Evaluation> briefs, BriefCommand command, BriefKey key) {
        if (command.kind() == BriefCommand.Kind.STATUS) {
            return status(issue, key, command);
        }
        List<Evaluation> concerned = isUnknown(command, briefs) ? List.of() : concerned(command, briefs);
        List<Evaluation> edited = concerned.stream()
                .filter(brief -> brief.state() != BriefState.DONE)
                .filter(brief -> ActiveCommands.isOutdated(command, brief.found()))
                .toList();
        return edited.isEmpty()
                ? stages.commandComments().nothingToDo(key, command, ids(concerned))
                : stages.commandComments().outdated(key, command, ids(edited));
    }

    private static List<BriefId> ids(List<Evaluation> briefs) {
        return briefs.stream().map(Evaluation::id).distinct().toList();
    }

    /** All the issue's briefs are read anew, so that users are told what a run would decide. */
    private String status(Issue issue, BriefKey key, BriefCommand command) {
        Selection whole = Selection.of(selection.trigger())
                .inRepository(issue.repository())
                .inIssue(issue.number());
        List<CommandComment.Row> rows = Scan.confirmedSoon(stages.silent(), repositories, whole).evaluations().stream()
                .filter(brief -> ActiveCommands.concerns(command, brief.found()))
                .map(this::row)
                .toList();
        return stages.commandComments().status(key, command, rows);
    }

    private CommandComment.Row row(Evaluation brief) {
        return new CommandComment.Row(
                brief.id(),
                brief.state(),
                brief.decision() instanceof Decision.Run,
                brief.reasons(),
                brief.failure().orElse(null),
                end(brief));
    }

    /** How the last attempt of a finished brief failed; null when it did not. */
    private CommandComment.@Nullable End end(Evaluation brief) {
        @Nullable
        String code = brief.decision() instanceof Decision.Finished finished
                ? finished.record().failure()
                : null;
        if (code == null) {
            return null;
        }
        Repositories.View view = repositories.view(brief.ledger(), brief.found().issue());
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
