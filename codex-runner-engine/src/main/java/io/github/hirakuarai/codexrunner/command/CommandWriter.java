package io.github.hirakuarai.codexrunner.command;

import io.github.hirakuarai.codexrunner.brief.BriefReading;
import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.context.Repositories;
import io.github.hirakuarai.codexrunner.context.RepositoryView;
import io.github.hirakuarai.codexrunner.decision.AdmissionPolicy;
import io.github.hirakuarai.codexrunner.decision.BriefIntake;
import io.github.hirakuarai.codexrunner.decision.Scans;
import io.github.hirakuarai.codexrunner.event.Selection;
import io.github.hirakuarai.codexrunner.intake.ActiveCommands;
import io.github.hirakuarai.codexrunner.intake.FoundBrief;
import io.github.hirakuarai.codexrunner.intake.PendingCommands;
import io.github.hirakuarai.codexrunner.ledger.LedgerEntry;
import io.github.hirakuarai.codexrunner.ledger.LedgerRecord;
import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.Reason;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.SourceQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes an operator's command for one brief, whichever runner serves its lane. What the command cannot change is refused, so
 * that nobody waits for what will not come.
 */
public final class CommandWriter {

    private final RunnerConfig config;
    private final BriefIntake intake;
    private final Repositories repositories;

    public CommandWriter(RunnerConfig config, BriefIntake intake, Repositories repositories) {
        this.config = config;
        this.intake = intake;
        this.repositories = repositories;
    }

    public BriefCommand write(BriefId id, BriefCommand.Kind kind) {
        if (!intake.policy().everyWriterMay()) {
            throw refused(
                    "gate.authors or gate.minPermission restricts who may give commands, and one from here does not"
                            + " show who gave it; comment `/codex "
                            + kind.name().toLowerCase(Locale.ROOT) + " " + id
                            + "` on the issue");
        }
        FoundBrief found = find(id);
        if (!(found.reading() instanceof BriefReading.Valid valid)) {
            throw refused(id + " is invalid and never runs; correct its text, see `codex-runner status " + id + "`");
        }
        RepositoryName repository = valid.brief().repository();
        RepositoryView view = repositories.look(repository, found.issue());
        Optional<String> vain = switch (kind) {
            case RETRY -> vainRetry(found, view).or(() -> heldRetry(found, valid.brief()));
            case CANCEL -> vainCancel(found, view);
            case DRY_RUN -> Optional.of("a dry run is asked for by `codex-runner run --dry-run`");
            case STATUS -> Optional.of("the state is shown by `codex-runner status`");
            case APPROVE -> Optional.of("an approval is a comment by the user who gives it");
        };
        if (vain.isPresent()) {
            throw refused(vain.get());
        }
        return repositories
                .commandLog(repositories.mirror(repository))
                .write(found.issue(), found.key(), id, found.digest(), kind, operatorOf(config));
    }

    /** How an operator is called: an account of the forge is not asked for. */
    public static String operatorOf(RunnerConfig config) {
        return "the operator of " + config.runner().id();
    }

    private FoundBrief find(BriefId id) {
        SourceQuery query = new SourceQuery(
                List.of(id.repository()),
                Set.of(intake.policy().enablingLabel(Selection.Trigger.ONE_SHOT)),
                id.number());
        return intake.source().documents(query).stream()
                .flatMap(document -> intake.finder().find(document).stream())
                .filter(found -> Scans.isMeant(found, id, intake.source()))
                .findFirst()
                .orElseThrow(() -> new RunnerException(
                        ErrorCode.NOT_FOUND, "unknown brief " + id + "; `codex-runner status` lists the briefs"));
    }

    /** Why another attempt cannot be ordered; empty when it can. */
    private Optional<String> vainRetry(FoundBrief found, RepositoryView view) {
        @Nullable String unreadable = view.unreadable().get(found.key());
        if (unreadable != null) {
            return Optional.of(unreadable);
        }
        @Nullable LedgerEntry entry = view.records().get(found.key());
        if (entry == null) {
            ActiveCommands active = commands(found, view, List.of());
            if (active.hold() != null || active.cancel() != null) {
                return Optional.empty();
            }
            boolean earlierVersion = view.records().values().stream()
                    .anyMatch(other -> other.record().place().equals(found.place())
                            && !found.siblings().contains(other.record().key()));
            return earlierVersion
                    ? Optional.empty()
                    : Optional.of(
                            found.id() + " has not run yet, so there is nothing to repeat; `codex-runner run --execute"
                                    + " --brief " + found.id() + "` runs it");
        }
        LedgerRecord record = entry.record();
        return switch (record.state()) {
            case FAILED -> Optional.empty();
            case DONE ->
                Optional.of(found.id()
                        + " is DONE and never runs again; post it again in a new comment, or edit it and then comment"
                        + " /codex retry");
            case NEW, PICKED, RUNNING ->
                Optional.of(record.runner() + " has been running " + found.id() + " since " + record.at()
                        + "; `codex-runner cancel " + found.id() + "` ends that");
        };
    }

    /** Why no run would carry it out; empty when one would, of the service or by hand. */
    private Optional<String> heldRetry(FoundBrief found, Brief brief) {
        AdmissionPolicy policy = intake.policy();
        Issue issue = found.document().issue();
        List<Reason> reasons = new ArrayList<>();
        if (!policy.place(issue, Selection.Trigger.SERVICE).isEmpty()) {
            reasons.addAll(policy.place(issue, Selection.Trigger.ONE_SHOT));
        }
        reasons.addAll(policy.repository(found.document(), brief, false, false));
        return reasons.stream()
                .map(reason -> found.id() + " would not run: " + reason.message() + " (" + reason.code() + ")")
                .findFirst();
    }

    /** Why it cannot be cancelled; empty when it can. */
    private Optional<String> vainCancel(FoundBrief found, RepositoryView view) {
        @Nullable LedgerEntry entry = view.records().get(found.key());
        if (entry == null) {
            return Optional.empty();
        }
        return switch (entry.record().state()) {
            case NEW, PICKED, RUNNING -> Optional.empty();
            case DONE -> Optional.of(found.id() + " is DONE; there is nothing to cancel");
            case FAILED ->
                !commands(found, view, List.of(entry.record())).retries().isEmpty()
                        ? Optional.empty()
                        : Optional.of(found.id() + " has FAILED and no retry is pending; there is nothing to cancel");
        };
    }

    private ActiveCommands commands(FoundBrief found, RepositoryView view, List<LedgerRecord> records) {
        Issue issue = found.document().issue();
        PendingCommands pending = PendingCommands.of(
                found, intake.commands().given(issue), view.commands().getOrDefault(found.key(), List.of()));
        return ActiveCommands.of(
                pending, found, records, command -> intake.commands().counts(pending, command, issue, true));
    }

    private static RunnerException refused(String message) {
        return new RunnerException(ErrorCode.USAGE, message);
    }
}
