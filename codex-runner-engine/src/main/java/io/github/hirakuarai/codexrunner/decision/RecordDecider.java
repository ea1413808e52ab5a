package io.github.hirakuarai.codexrunner.decision;

import io.github.hirakuarai.codexrunner.brief.BriefReading;
import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.context.BriefEvaluation;
import io.github.hirakuarai.codexrunner.context.Failures;
import io.github.hirakuarai.codexrunner.context.Repositories;
import io.github.hirakuarai.codexrunner.context.RepositoryView;
import io.github.hirakuarai.codexrunner.context.RunnerContext;
import io.github.hirakuarai.codexrunner.context.UnreadableIssueException;
import io.github.hirakuarai.codexrunner.event.RunPlan;
import io.github.hirakuarai.codexrunner.intake.ActiveCommands;
import io.github.hirakuarai.codexrunner.intake.FoundBrief;
import io.github.hirakuarai.codexrunner.intake.PendingCommands;
import io.github.hirakuarai.codexrunner.intake.ProcessedBlocks;
import io.github.hirakuarai.codexrunner.ledger.AnswerBook;
import io.github.hirakuarai.codexrunner.ledger.LedgerEntry;
import io.github.hirakuarai.codexrunner.ledger.LedgerRecord;
import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Deadline;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.Reason;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.Result;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides what follows from the record of a brief, and from the commands that users give for it. */
final class RecordDecider {

    private static final EnumSet<BriefState> LABELLED =
            EnumSet.of(BriefState.RUNNING, BriefState.DONE, BriefState.FAILED);
    private static final EnumSet<Result> NEVER_STARTED = EnumSet.of(Result.INVALID, Result.EXPIRED);

    private final RunnerConfig config;
    private final Clock clock;
    private final Repositories repositories;
    private final ProcessedBlocks processedBlocks;
    private final CommandAdmission given;
    private final RunDecider runs;
    private @Nullable PendingCommands standing;

    /** @param runs decides about those that may run as far as the record says */
    RecordDecider(
            RunnerContext context,
            Repositories repositories,
            ProcessedBlocks processedBlocks,
            CommandAdmission given,
            RunDecider runs) {
        this.config = context.config();
        this.clock = context.clock();
        this.repositories = repositories;
        this.processedBlocks = processedBlocks;
        this.given = given;
        this.runs = runs;
    }

    /** Plans the run of a brief whose workdir the scan has looked at. */
    void reuse(RunPlan scanned) {
        runs.reuse(scanned);
    }

    /** The commands by which the brief that is about to be claimed was judged; empty when none could change anything. */
    Optional<PendingCommands> standing() {
        return Optional.ofNullable(standing);
    }

    /**
     * What follows from the record of a brief that the gate lets through.
     *
     * @param earlier why it waits for the briefs before it
     * @param claiming whether it is about to be claimed
     */
    BriefEvaluation decide(FoundBrief found, List<Reason> earlier, RepositoryName ledger, boolean claiming) {
        RepositoryView view = repositories.view(ledger, found.issue());
        @Nullable String unreadable = view.unreadable().get(found.key());
        if (unreadable != null) {
            return new RecordedBrief(found, ledger, null).held(new Reason(ReasonCode.RECORD_UNREADABLE, unreadable));
        }
        @Nullable LedgerEntry entry = view.records().get(found.key());
        RecordedBrief recorded = new RecordedBrief(found, ledger, entry);
        if (entry == null) {
            return found.reading() instanceof BriefReading.Valid valid
                    ? unrecorded(recorded, earlier, valid.brief(), claiming)
                    : recorded.rejected(List.of(), Failures.invalid(recorded.problems()));
        }
        return switch (recorded.state()) {
            case DONE -> RecordedBrief.finished(found, ledger, entry);
            case FAILED -> failed(recorded, entry, claiming);
            case NEW, PICKED, RUNNING ->
                recorded.held(new Reason(
                        ReasonCode.CLAIMED_ELSEWHERE,
                        entry.record().runner() + " has been running it since "
                                + entry.record().at().truncatedTo(ChronoUnit.SECONDS) + " as "
                                + entry.record().run()));
        };
    }

    private BriefEvaluation unrecorded(RecordedBrief recorded, List<Reason> earlier, Brief brief, boolean claiming) {
        FoundBrief found = recorded.found();
        RepositoryView view = repositories.view(recorded.ledger(), found.issue());
        List<Reason> reasons = new ArrayList<>(earlier);
        List<LedgerRecord> versions = view.records().values().stream()
                .map(LedgerEntry::record)
                .filter(other -> other.place().equals(found.place())
                        && !found.siblings().contains(other.key())
                        && !NEVER_STARTED.contains(other.result()))
                .toList();
        ActiveCommands commands = commands(found, view, claiming, versions);
        if (!versions.isEmpty() && commands.retries().isEmpty()) {
            reasons.add(new Reason(
                    ReasonCode.EDITED_AFTER_RUN,
                    "an earlier version of it was started as " + versions.get(0).run()
                            + "; comment /codex retry to run the new one"));
        }
        if (processedBlocks.elsewhere(found, view.records())) {
            reasons.add(new Reason(
                    ReasonCode.MOVED,
                    "the same block has run in another place, and its status comment is in this issue;"
                            + " change its text to run it here"));
        }
        reasons.addAll(labelledByHand(found, view));
        return unrecorded(recorded, reasons, brief, commands).withDryRuns(commands);
    }

    private BriefEvaluation unrecorded(
            RecordedBrief recorded, List<Reason> reasons, Brief brief, ActiveCommands commands) {
        if (!reasons.isEmpty()) {
            return recorded.held(reasons);
        }
        if (commands.cancel() != null) {
            return recorded.rejected(
                    List.of(commands.cancel().id()),
                    Failures.cancelled(commands.cancel().by().login()));
        }
        if (isOver(brief.deadline())) {
            return recorded.rejected(commands.retries(), Failures.expired(Objects.requireNonNull(brief.deadline())));
        }
        return runs.decide(recorded, brief, commands.retries());
    }

    /** A failed brief is acted on again when a person who may says so, once for each command. */
    private BriefEvaluation failed(RecordedBrief recorded, LedgerEntry entry, boolean claiming) {
        FoundBrief found = recorded.found();
        RepositoryView view = repositories.view(recorded.ledger(), found.issue());
        ActiveCommands commands = commands(found, view, claiming, List.of(entry.record()));
        return failed(recorded, entry, commands.retries()).withDryRuns(commands);
    }

    private BriefEvaluation failed(RecordedBrief recorded, LedgerEntry entry, List<String> retries) {
        FoundBrief found = recorded.found();
        if (retries.isEmpty()) {
            return RecordedBrief.finished(found, recorded.ledger(), entry);
        }
        if (!(found.reading() instanceof BriefReading.Valid valid)) {
            return recorded.rejected(retries, Failures.invalid(recorded.problems()));
        }
        @Nullable Deadline deadline = valid.brief().deadline();
        return isOver(deadline)
                ? recorded.rejected(retries, Failures.expired(Objects.requireNonNull(deadline)))
                : runs.decide(recorded, valid.brief(), retries);
    }

    private boolean isOver(@Nullable Deadline deadline) {
        return deadline != null && !clock.instant().isBefore(deadline.end(clock.getZone()));
    }

    private ActiveCommands commands(
            FoundBrief found, RepositoryView view, boolean claiming, List<LedgerRecord> records) {
        Issue issue = found.document().issue();
        PendingCommands pending = PendingCommands.of(
                found,
                UnreadableIssueException.reading(() -> given.given(issue)),
                view.commands().getOrDefault(found.key(), List.of()));
        if (claiming) {
            standing = pending;
        }
        return ActiveCommands.of(
                pending,
                found,
                records,
                command -> !isAnswered(command, found) && given.counts(pending, command, issue, claiming));
    }

    /** Whether a retry found nothing to do, and its user was told so: it does not count for what stands there later. */
    private boolean isAnswered(BriefCommand command, FoundBrief found) {
        return command.kind() == BriefCommand.Kind.RETRY
                && repositories
                        .view(found.document().issue().repository(), found.issue())
                        .answers()
                        .containsKey(AnswerBook.key(command));
    }

    /** A state label that a person set where nothing has a record yet: they say it is dealt with. */
    private List<Reason> labelledByHand(FoundBrief found, RepositoryView view) {
        Issue issue = found.document().issue();
        if (!view.records().isEmpty()) {
            return List.of();
        }
        return LABELLED.stream()
                .map(state -> config.labels().statePrefix() + state.label())
                .filter(label -> issue.labels().stream().anyMatch(label::equalsIgnoreCase))
                .sorted()
                .map(label -> new Reason(
                        ReasonCode.LABELLED_BY_HAND,
                        "somebody set the label " + label + " on " + issue.repository() + "#" + issue.number()
                                + ", and no brief there has run; remove it to let the brief run"))
                .toList();
    }
}
