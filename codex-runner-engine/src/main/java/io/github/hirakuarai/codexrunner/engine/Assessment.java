package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.model.Reason;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the gate says of one brief.
 *
 * @param id the brief
 * @param url where it stands, for people
 * @param digest of its content
 * @param state what the ledger says
 * @param decision what would happen
 * @param reasons why it is held; empty for other decisions
 * @param problems what is wrong with it; empty for a valid brief
 * @param plan what would be run; null unless the decision is {@link Decision#WOULD_RUN}
 */
public record Assessment(
        BriefId id,
        URI url,
        Digest digest,
        BriefState state,
        Decision decision,
        List<Reason> reasons,
        List<Problem> problems,
        @Nullable Plan plan) {

    public Assessment {
        reasons = List.copyOf(reasons);
        problems = List.copyOf(problems);
    }

    /** The same brief, held after all. */
    Assessment held(Reason reason) {
        return new Assessment(id, url, digest, state, Decision.HELD, List.of(reason), problems, null);
    }

    /** What would happen to a brief. */
    public enum Decision {
        /** It would be claimed and run. */
        WOULD_RUN("would-run"),
        /** It stays untouched. */
        HELD("held"),
        /** It would be answered with its problems. */
        INVALID("invalid"),
        /** It has run. */
        FINISHED("finished");

        private final String text;

        Decision(String text) {
            this.text = text;
        }

        /** How the command writes it. */
        public String text() {
            return text;
        }
    }

    /**
     * What would be run.
     *
     * @param brief as read
     * @param lane where
     * @param host the lane's host, for people
     * @param workdir absolute, on the host
     * @param base the branch that the work starts from, which exists
     * @param branch the run's branch
     * @param attempt counted from 1
     * @param outputs a line for each output
     */
    public record Plan(
            Brief brief,
            Lane lane,
            String host,
            String workdir,
            String base,
            String branch,
            int attempt,
            List<String> outputs) {
        public Plan {
            outputs = List.copyOf(outputs);
        }
    }
}
