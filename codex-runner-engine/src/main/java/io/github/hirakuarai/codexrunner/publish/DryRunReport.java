package io.github.hirakuarai.codexrunner.publish;

import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.Reason;
import io.github.hirakuarai.codexrunner.model.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would happen to one brief, as an answer to a command. Everything in it is raw; {@link DryRunComment} passes it through
 * the gate.
 *
 * @param id the brief
 * @param key the brief's
 * @param command id of the command that is answered
 * @param digest of the text that would run
 * @param state as the ledger has it
 * @param plan what would be run; null when nothing would
 * @param reasons what keeps it back; empty when it would run, or has
 */
public record DryRunReport(
        BriefId id,
        BriefKey key,
        String command,
        Digest digest,
        BriefState state,
        @Nullable Plan plan,
        List<Reason> reasons) {

    public DryRunReport {
        reasons = List.copyOf(reasons);
    }

    /**
     * What would be run.
     *
     * @param place where
     * @param workdir absolute, on the host
     * @param base the branch that the work starts from
     * @param branch the run's branch
     * @param attempt counted from 1
     * @param steps in their order
     * @param outputs a line for each output
     */
    public record Plan(
            RunReport.Place place,
            String workdir,
            String base,
            String branch,
            int attempt,
            List<Step> steps,
            List<String> outputs) {
        public Plan {
            steps = List.copyOf(steps);
            outputs = List.copyOf(outputs);
        }
    }
}
