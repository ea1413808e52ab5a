package io.github.hirakuarai.codexrunner.ledger;

import io.github.hirakuarai.codexrunner.git.Commits;
import io.github.hirakuarai.codexrunner.git.Mirror;
import io.github.hirakuarai.codexrunner.git.PushOutcome;
import io.github.hirakuarai.codexrunner.git.RefMove;
import io.github.hirakuarai.codexrunner.git.RemoteRefs;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The pause of one repository (protocol §9): while the ref is there, no runner begins a brief that would change the repository.
 * Whoever may push may set it, and a ref that no runner wrote pauses too: somebody meant it. Used by one thread at a time, as its
 * mirror is.
 */
public final class PauseRef {

    /** The ref. */
    public static final String REF = "refs/codex/paused";

    private static final int LONGEST_WHY = 500;
    private static final JsonMapper JSON = new JsonMapper();

    private final Mirror mirror;
    private final LedgerClock clock;

    /** @param mirror stays the caller's */
    public PauseRef(Mirror mirror, LedgerClock clock) {
        this.mirror = mirror;
        this.clock = clock;
    }

    /**
     * Why the repository is paused, for users; empty when it is not.
     *
     * @param refs read with {@link #REF} among the prefixes
     */
    public Optional<String> why(RemoteRefs refs) {
        @Nullable String tip = refs.commits().get(REF);
        if (tip == null) {
            return Optional.empty();
        }
        mirror.fetch(Map.of(REF, tip));
        return Optional.of(new Commits(mirror).words(tip).map(PauseRef::words).orElse("paused"));
    }

    private static String words(String message) {
        try {
            JsonNode json = JSON.readTree(message);
            String by = json.path("by").asString("");
            String why = json.path("why").asString("");
            return "paused" + (by.isEmpty() ? "" : " by " + cut(by)) + (why.isEmpty() ? "" : ": " + cut(why));
        } catch (JacksonException e) {
            return "paused";
        }
    }

    /**
     * Pauses the repository, for another reason too when it is paused already.
     *
     * @param by who asks for it, for users
     * @param why empty for no reason
     * @throws RunnerException with {@code REFUSED} when the server does not let it be written
     */
    public void set(String by, String why) {
        String message = JSON.createObjectNode()
                .put("v", 1)
                .put("by", by)
                .put("at", clock.now().toString())
                .put("why", cut(why))
                .toString();
        move(new Commits(mirror).ofWords(null, message, clock.signature()));
    }

    /**
     * Ends the pause.
     *
     * @return whether the repository was paused
     * @throws RunnerException with {@code REFUSED} when the server does not let the ref be removed
     */
    public boolean remove() {
        return move(null);
    }

    private boolean move(@Nullable String to) {
        @Nullable String tip = mirror.refs(REF).commits().get(REF);
        if (tip == null && to == null) {
            return false;
        }
        PushOutcome outcome = Claim.pushObserved(mirror, List.of(new RefMove(REF, tip, to)));
        if (outcome instanceof PushOutcome.Refused refused) {
            throw new RunnerException(
                    ErrorCode.REFUSED,
                    "the server does not let " + REF + " be changed: " + refused.message()
                            + "; the token needs Contents: read and write");
        }
        if (!(outcome instanceof PushOutcome.Moved)) {
            throw new RunnerException(ErrorCode.UNREACHABLE, "somebody else changed " + REF + " just now; try again");
        }
        return true;
    }

    private static String cut(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() <= LONGEST_WHY ? line : line.substring(0, LONGEST_WHY) + "…";
    }
}
