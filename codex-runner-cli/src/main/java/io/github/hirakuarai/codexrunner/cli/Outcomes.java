package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.engine.Outcome;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Result;
import java.util.List;

/** Sums up a run. */
final class Outcomes {

    private Outcomes() {}

    static int exitCode(List<Outcome> outcomes) {
        boolean failed = false;
        boolean invalid = false;
        for (Outcome outcome : outcomes) {
            if (outcome.ended() == null) {
                continue;
            }
            Result result = outcome.ended().result();
            invalid |= result == Result.INVALID;
            failed |= result.state() == BriefState.FAILED && result != Result.INVALID;
        }
        return failed ? ExitCode.FAILED : invalid ? ExitCode.INVALID : ExitCode.OK;
    }
}
