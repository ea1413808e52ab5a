package io.github.hirakuarai.codexrunner.ledger;

import io.github.hirakuarai.codexrunner.git.Commits;
import io.github.hirakuarai.codexrunner.git.Mirror;
import io.github.hirakuarai.codexrunner.git.PushOutcome;
import io.github.hirakuarai.codexrunner.git.RefMove;
import io.github.hirakuarai.codexrunner.git.RemoteRefs;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.IssueRef;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commands that operators have written beside the records of one repository; the package says why there. Used by one
 * thread at a time, as its mirror is.
 */
public final class CommandLog {

    /** What stands before an issue and a brief's key in the name of the ref that holds its commands. */
    public static final String REFS = "refs/codex/commands/";

    private static final Logger log = LoggerFactory.getLogger(CommandLog.class);

    private static final int TRIES = 5;

    private final Mirror mirror;
    private final Commits commits;
    private final LedgerClock clock;

    /**
     * The commands of a mirror's repository.
     *
     * @param mirror stays the caller's
     */
    public CommandLog(Mirror mirror, LedgerClock clock) {
        this.mirror = mirror;
        this.commits = new Commits(mirror);
        this.clock = clock;
    }

    /** The ref of a brief's commands. */
    public static String ref(IssueRef issue, BriefKey key) {
        return new BriefRef(issue, key).below(REFS);
    }

    /** What stands before the names of the refs with the commands for one issue's briefs. */
    public static String refs(IssueRef issue) {
        return REFS + issue + "/";
    }

    /**
     * Every command among the advertised refs, by brief, oldest first, spent ones too. Of a brief for which one command cannot
     * be read none is: it may have been meant to cancel.
     *
     * @param refs read with the prefix {@link #REFS}, or that of an issue
     */
    public RefContents<List<OperatorCommand>> commands(RemoteRefs refs) {
        return KeyedRefs.read(
                mirror,
                REFS,
                KeyedRefs.below(REFS, refs),
                (name, tip) -> KeyedRefs.chain(commits, name, tip, CommandFormat::read));
    }

    /** The commands of one brief as they stand now, oldest first, spent ones too; what cannot be read is passed over. */
    public List<OperatorCommand> commands(IssueRef issue, BriefKey key) {
        return commands(issue, key, mirror.refs(ref(issue, key)));
    }

    /**
     * The same, as a server's refs have them.
     *
     * @param refs read with the name of the ref
     */
    public List<OperatorCommand> commands(IssueRef issue, BriefKey key, RemoteRefs refs) {
        BriefRef name = new BriefRef(issue, key);
        String ref = name.below(REFS);
        @Nullable String tip = refs.commits().get(ref);
        if (tip == null) {
            return List.of();
        }
        mirror.fetch(Map.of(ref, tip));
        List<OperatorCommand> all = new ArrayList<>();
        for (String commit : commits.history(tip)) {
            try {
                all.add(CommandFormat.read(name, KeyedRefs.message(commits, commit)));
            } catch (UnreadableException e) {
                log.debug("{} of {}: {}", commit, ref, e.getMessage());
            }
        }
        Collections.reverse(all);
        return List.copyOf(all);
    }

    /**
     * Adds a command.
     *
     * @param digest of the text for which it counts
     * @param by who gives it, for people
     * @throws RunnerException with {@code REFUSED} when the server does not let it be written
     */
    public BriefCommand write(
            IssueRef issue, BriefKey key, BriefId id, Digest digest, BriefCommand.Kind kind, String by) {
        BriefCommand command = CommandFormat.command(clock.nonce(), kind, id, by, clock.now());
        String ref = ref(issue, key);
        for (int tries = 1; tries <= TRIES; tries++) {
            @Nullable String tip = mirror.refs(ref).commits().get(ref);
            if (tip != null) {
                mirror.fetch(Map.of(ref, tip));
            }
            String commit = commits.ofWords(
                    tip, CommandFormat.write(key, new OperatorCommand(command, digest)), clock.signature());
            PushOutcome outcome = Claim.pushObserved(mirror, List.of(new RefMove(ref, tip, commit)));
            if (outcome instanceof PushOutcome.Moved) {
                return command;
            }
            if (outcome instanceof PushOutcome.Refused refused) {
                throw new RunnerException(
                        ErrorCode.REFUSED,
                        "the server refused " + ref + ": " + refused.message()
                                + "; the token needs Contents: read and write");
            }
        }
        throw new RunnerException(
                ErrorCode.UNREACHABLE, "other commands for " + id + " are being written at the same time; try again");
    }
}
