package io.github.hirakuarai.codexrunner.publish;

import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.model.Reason;
import io.github.hirakuarai.codexrunner.model.Step;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What would happen to one brief, as an answer to a command. Everything in it is raw; {@link DryRunComment} passes it through
 * the sanitizer.
 *
 * @param id the brief
 * @param key the brief's
 * @param command id of the command that is answered
 * @param digest of the text that would run
 * @param state as the ledger has it
 * @param plan what would be run; null when nothing would
 * @param reasons why it is held; empty when nothing holds it
 * @param rejection why it would end without running; null when it would not
 * @param problems what is wrong with its text; empty for a valid brief
 */
public record DryRunReport(
        BriefId id,
        BriefKey key,
        String command,
        Digest digest,
        BriefState state,
        @Nullable Plan plan,
        List<Reason> reasons,
        @Nullable Failure rejection,
        List<Problem> problems) {

    public DryRunReport {
        reasons = List.copyOf(reasons);
        problems = List.copyOf(problems);
    }

    /**
     * What would be run.
     *
     * @param place where
     * @param workdir absolute, on the host
     * @param base the branch that the work starts from
     * @param branch the run's branch
     * @param attempt counted from 1
     * @param env the variables of all steps
     * @param steps in their order
     * @param outputs a line for each output
     */
    public record Plan(
            RunReport.Place place,
            String workdir,
            String base,
            String branch,
            int attempt,
            Map<String, String> env,
            List<Step> steps,
            List<String> outputs) {
        public Plan {
            env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
            steps = List.copyOf(steps);
            outputs = List.copyOf(outputs);
        }
    }
}
