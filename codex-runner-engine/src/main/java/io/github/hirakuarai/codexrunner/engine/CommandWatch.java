package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.git.Mirror;
import io.github.hirakuarai.codexrunner.intake.ActiveCommands;
import io.github.hirakuarai.codexrunner.intake.FoundBrief;
import io.github.hirakuarai.codexrunner.intake.PendingCommands;
import io.github.hirakuarai.codexrunner.ledger.CommandLog;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.Issue;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The commands for a brief that is being run: those that stood when it was claimed have been dealt with, those that come
 * later are looked for on the issue and beside the record. Safe for many threads.
 */
final class CommandWatch implements AutoCloseable {

    private final Stages stages;
    private final CommandAdmission admission;
    private final FoundBrief found;
    private final List<BriefCommand> before;
    private final Mirror mirror;

    /**
     * @param before what stood when the brief was claimed
     * @param mirror of the repository that holds the record: nobody else's, and closed with this
     */
    CommandWatch(Stages stages, FoundBrief found, List<BriefCommand> before, Mirror mirror) {
        this.stages = stages;
        this.admission = new CommandAdmission(stages.gate(), stages.states());
        this.found = found;
        this.before = List.copyOf(before);
        this.mirror = mirror;
    }

    /** What stood when the brief was claimed, oldest first. */
    List<BriefCommand> before() {
        return before;
    }

    /** The command that cancels the brief, given since it was claimed by somebody who may. */
    synchronized Optional<BriefCommand> cancel(Issue now) {
        PendingCommands standing = PendingCommands.of(
                found,
                stages.states().cancels(now),
                new CommandLog(mirror, stages.ledgerClock()).commands(found.issue(), found.key()));
        return standing.all().stream()
                .filter(command -> command.kind() == BriefCommand.Kind.CANCEL)
                .filter(command -> ActiveCommands.concerns(command, found))
                .filter(command ->
                        before.stream().noneMatch(earlier -> earlier.id().equals(command.id())))
                .sorted(Comparator.comparing(this::isByAuthor, Comparator.reverseOrder()))
                .filter(command -> admission.counts(standing, command, now, true))
                .findFirst();
    }

    /** Strangers may be many: the brief's own author does not wait for the answers about them. */
    private boolean isByAuthor(BriefCommand command) {
        return command.by().id() == found.document().author().id();
    }

    @Override
    public void close() {
        mirror.close();
    }
}
