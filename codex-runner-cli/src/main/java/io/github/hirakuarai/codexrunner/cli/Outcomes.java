package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.engine.Assessment;
import io.github.hirakuarai.codexrunner.engine.Outcome;
import io.github.hirakuarai.codexrunner.engine.Preview;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Result;
import java.util.List;

/** Sums up a run. */
final class Outcomes {

    private Outcomes() {}

    /** A preview ends as the run would. */
    static int exitCodeOf(List<Preview> previews) {
        boolean failed = previews.stream()
                .map(Preview::trial)
                .anyMatch(trial -> trial != null && trial.result().state() == BriefState.FAILED);
        boolean invalid =
                previews.stream().anyMatch(preview -> preview.assessment().decision() == Assessment.Decision.INVALID);
        return failed ? ExitCode.FAILED : invalid ? ExitCode.INVALID : ExitCode.OK;
    }

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
