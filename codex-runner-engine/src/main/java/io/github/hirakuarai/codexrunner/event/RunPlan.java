package io.github.hirakuarai.codexrunner.event;

import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.Lane;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
 * @param approved the approvals under which it runs; null on a lane that asks for none
 */
public record RunPlan(
        Brief brief,
        Lane lane,
        String host,
        String workdir,
        String base,
        String branch,
        int attempt,
        List<String> outputs,
        @Nullable Approved approved) {
    public RunPlan {
        outputs = List.copyOf(outputs);
    }

    /** The same run under approvals. */
    public RunPlan under(Approved approvals) {
        return new RunPlan(brief, lane, host, workdir, base, branch, attempt, outputs, approvals);
    }

    /** The same run on a lane whose variables have been read. */
    public RunPlan on(Lane ready) {
        return new RunPlan(brief, ready, host, workdir, base, branch, attempt, outputs, approved);
    }
}
