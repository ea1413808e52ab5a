package io.github.hirakuarai.codexrunner.ledger;

import io.github.hirakuarai.codexrunner.git.Commits;
import io.github.hirakuarai.codexrunner.git.Mirror;
import io.github.hirakuarai.codexrunner.git.PushOutcome;
import io.github.hirakuarai.codexrunner.git.RefMove;
import io.github.hirakuarai.codexrunner.git.RemoteRefs;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The commands that operators have written beside the records of one repository; the package says why there. Used by one
 * thread at a time, as its mirror is.
 */
public final class CommandLog {

    /** What stands before a brief's key in the name of the ref that holds its commands. */
    public static final String REFS = "refs/codex/commands/";

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
    public static String ref(BriefKey key) {
        return REFS + key.hex();
    }

    /**
     * Every command among the advertised refs, by brief, oldest first, spent ones too.
     *
     * @param refs read with the prefix {@link #REFS}
     */
    public Map<BriefKey, List<BriefCommand>> commands(RemoteRefs refs) {
        Map<BriefKey, List<BriefCommand>> commands = new LinkedHashMap<>();
        KeyedRefs.fetched(mirror, refs, REFS).forEach((key, tip) -> commands.put(key, read(ref(key), tip)));
        return commands;
    }

    /** The commands of one brief as they stand now, oldest first, spent ones too. */
    public List<BriefCommand> commands(BriefKey key) {
        return commands(mirror.refs(ref(key))).getOrDefault(key, List.of());
    }

    /**
     * Adds a command.
     *
     * @param by who gives it, for people
     * @throws RunnerException with {@code REFUSED} when the server does not let it be written
     */
    public BriefCommand write(BriefKey key, BriefId id, BriefCommand.Kind kind, String by) {
        BriefCommand command = CommandFormat.command(clock.nonce(), kind, id, by, clock.now());
        String ref = ref(key);
        for (int tries = 1; tries <= TRIES; tries++) {
            @Nullable String tip = mirror.refs(ref).commits().get(ref);
            if (tip != null) {
                mirror.fetch(Map.of(ref, tip));
            }
            String commit = commits.ofWords(tip, CommandFormat.write(key, command), clock.signature());
            PushOutcome outcome = Claim.pushObserved(mirror, List.of(new RefMove(ref, tip, commit)));
            if (outcome instanceof PushOutcome.Moved) {
                return command;
            }
            if (outcome instanceof PushOutcome.Refused refused) {
                throw new RunnerException(
                        ErrorCode.REFUSED,
                        "the server does not take " + ref + ": " + refused.message()
                                + "; who commands needs write permission for contents");
            }
        }
        throw new RunnerException(
                ErrorCode.UNREACHABLE, "others are writing commands for " + id + " all the time; try again");
    }

    private List<BriefCommand> read(String ref, String tip) {
        List<BriefCommand> commands = new ArrayList<>();
        for (String commit : commits.history(tip)) {
            commands.add(CommandFormat.read(ref, commits.message(commit)));
        }
        Collections.reverse(commands);
        return List.copyOf(commands);
    }
}
