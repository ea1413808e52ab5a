package io.github.hirakuarai.codexrunner.attempt;

import io.github.hirakuarai.codexrunner.context.Repositories;
import io.github.hirakuarai.codexrunner.decision.CommandAdmission;
import io.github.hirakuarai.codexrunner.git.Mirror;
import io.github.hirakuarai.codexrunner.git.RemoteRefs;
import io.github.hirakuarai.codexrunner.intake.ActiveCommands;
import io.github.hirakuarai.codexrunner.intake.FoundBrief;
import io.github.hirakuarai.codexrunner.intake.PendingCommands;
import io.github.hirakuarai.codexrunner.ledger.CommandLog;
import io.github.hirakuarai.codexrunner.ledger.Ledger;
import io.github.hirakuarai.codexrunner.ledger.OperatorCommand;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The commands for a brief that is being run: those that stood when it was claimed have been dealt with, those that come
 * later are looked for on the issue and beside the record. Safe for many threads.
 */
public final class CommandWatch implements AutoCloseable {

    private final CommandAdmission admission;
    private final FoundBrief found;
    private final List<BriefCommand> before;
    private final Mirror mirror;
    private final CommandLog log;
    private final String ref;
    /** Where the operators' commands stood when they were last looked at; null when nobody has looked. */
    private volatile @Nullable Seen seen;

    /**
     * Watches with a mirror of its own.
     *
     * @param before what stood when the brief was claimed
     * @param ledger the repository that holds the record
     */
    public static CommandWatch open(
            CommandAdmission admission,
            FoundBrief found,
            List<BriefCommand> before,
            Repositories repositories,
            RepositoryName ledger) {
        Mirror mirror = repositories.open(ledger);
        return new CommandWatch(admission, found, before, mirror, repositories.commandLog(mirror));
    }

    private CommandWatch(
            CommandAdmission admission, FoundBrief found, List<BriefCommand> before, Mirror mirror, CommandLog log) {
        this.ref = CommandLog.ref(found.issue(), found.key());
        this.admission = admission;
        this.found = found;
        this.before = List.copyOf(before);
        this.mirror = mirror;
        this.log = log;
    }

    /** Takes refs in which the operators' commands before were found. */
    CommandWatch seenIn(RemoteRefs refs) {
        seen = new Seen(refs.commits().get(ref));
        return this;
    }

    /** What stood when the brief was claimed, oldest first. */
    List<BriefCommand> before() {
        return before;
    }

    /** Whether a server's refs say that no operator has commanded since they were last looked at. Does not wait. */
    boolean isUnchanged(RemoteRefs advertised) {
        Seen last = seen;
        // The record is there: a server that shows none to a push hides the commands, too.
        return last != null
                && advertised.commits().containsKey(Ledger.ref(found.issue(), found.key()))
                && Objects.equals(last.tip(), advertised.commits().get(ref));
    }

    /**
     * The command that cancels the brief, given since it was claimed by somebody who may.
     *
     * @param operators whether their commands, beside the record, are looked at too
     */
    synchronized Optional<BriefCommand> cancel(Issue now, boolean operators) {
        List<OperatorCommand> beside = List.of();
        if (operators) {
            RemoteRefs refs = mirror.refs(ref);
            beside = log.commands(found.issue(), found.key(), refs);
            seen = new Seen(refs.commits().get(ref));
        }
        PendingCommands standing = PendingCommands.of(found, admission.cancels(now), beside);
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

    /** @param tip null when there was none */
    private record Seen(@Nullable String tip) {}
}
