package io.github.hirakuarai.codexrunner.intake;

import io.github.hirakuarai.codexrunner.ledger.LedgerRecord;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The commands for one brief that are in force, by users who may give them; the most recent wins.
 *
 * @param retries ids of the commands that ask for an attempt; empty when nobody asks, or somebody has said otherwise since
 * @param cancel the command that cancels it, or null
 * @param hold the command that asks to be told first what would happen, or null
 * @param dryRuns every order of that kind, answered ones too
 */
public record ActiveCommands(
        List<String> retries,
        @Nullable BriefCommand cancel,
        @Nullable BriefCommand hold,
        List<BriefCommand> dryRuns) {

    /** Those that neither ask for an attempt nor forbid one. */
    private static final Set<BriefCommand.Kind> OF_NO_ATTEMPT =
            EnumSet.of(BriefCommand.Kind.STATUS, BriefCommand.Kind.APPROVE);

    public ActiveCommands {
        retries = List.copyOf(retries);
        dryRuns = List.copyOf(dryRuns);
    }

    /**
     * Judges the commands that stand for a brief.
     *
     * @param standing on its issue, and beside its record
     * @param records of the brief, or of earlier versions of it: what they have spent commands nothing any more
     * @param counts whether whoever gave a command may command; asked only for commands that would count
     */
    public static ActiveCommands of(
            PendingCommands standing, FoundBrief found, List<LedgerRecord> records, Predicate<BriefCommand> counts) {
        List<BriefCommand> open = standing.all().stream()
                .filter(command -> !OF_NO_ATTEMPT.contains(command.kind()))
                .filter(command -> concerns(command, found))
                .filter(command -> records.stream()
                        .noneMatch(record -> record.spentCommands().contains(command.id())))
                .filter(command -> !isOutdated(command, found))
                .filter(counts)
                .toList();
        @Nullable BriefCommand last = open.isEmpty() ? null : open.get(open.size() - 1);
        List<BriefCommand> retries =
                isA(BriefCommand.Kind.RETRY, last) ? all(BriefCommand.Kind.RETRY, open) : List.of();
        return new ActiveCommands(
                retries.stream().map(BriefCommand::id).toList(),
                isA(BriefCommand.Kind.CANCEL, last) ? last : null,
                isA(BriefCommand.Kind.DRY_RUN, last) ? last : null,
                all(BriefCommand.Kind.DRY_RUN, open));
    }

    /** Whether a retry was not given after the text that stands there now, by the forge's seconds: it does not count for it. */
    public static boolean isOutdated(BriefCommand command, FoundBrief found) {
        Instant edited = found.document().editedAt();
        return command.kind() == BriefCommand.Kind.RETRY
                && edited != null
                && !command.at().truncatedTo(ChronoUnit.SECONDS).isAfter(edited.truncatedTo(ChronoUnit.SECONDS));
    }

    private static boolean isA(BriefCommand.Kind kind, @Nullable BriefCommand command) {
        return command != null && command.kind() == kind;
    }

    private static List<BriefCommand> all(BriefCommand.Kind kind, List<BriefCommand> commands) {
        return commands.stream().filter(command -> command.kind() == kind).toList();
    }

    /** Whether a command is about a brief: one without a name is about those that stood there when it was given. */
    public static boolean concerns(BriefCommand command, FoundBrief found) {
        return command.target() == null
                ? command.kind() == BriefCommand.Kind.RETRY
                        || !command.at().isBefore(found.document().createdAt())
                : command.target().equals(found.id());
    }
}
