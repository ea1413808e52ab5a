package io.github.hirakuarai.codexrunner.intake;

import io.github.hirakuarai.codexrunner.ledger.OperatorCommand;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * The pending commands for one brief, from wherever users give them.
 *
 * @param all oldest first
 * @param operators those written beside the record, which takes write permission
 */
public record PendingCommands(List<BriefCommand> all, Set<BriefCommand> operators) {

    public PendingCommands {
        all = List.copyOf(all);
        operators = Set.copyOf(operators);
    }

    /**
     * Brings the commands together.
     *
     * @param onIssue as the state store reads them
     * @param besideRecord as the ledger's book of commands holds them, under the brief's own key; those for another text do not
     *     count
     */
    public static PendingCommands of(FoundBrief found, List<BriefCommand> onIssue, List<OperatorCommand> besideRecord) {
        // The key says which brief is meant; the name may be from before the repository was renamed.
        List<BriefCommand> operators = besideRecord.stream()
                .filter(written -> written.digest().equals(found.digest()))
                .map(OperatorCommand::command)
                .map(command -> new BriefCommand(command.id(), command.kind(), found.id(), command.by(), command.at()))
                .toList();
        List<BriefCommand> all = new ArrayList<>(onIssue);
        all.addAll(operators);
        all.sort(Comparator.comparing(BriefCommand::at));
        return new PendingCommands(all, Set.copyOf(operators));
    }

    /** Whether a command was written beside the record, which is permission enough. */
    public boolean byOperator(BriefCommand command) {
        return operators.contains(command);
    }
}
