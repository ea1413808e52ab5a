package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.event.Decision;
import io.github.hirakuarai.codexrunner.event.Evaluation;
import io.github.hirakuarai.codexrunner.event.Outcome;
import io.github.hirakuarai.codexrunner.event.Preview;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Reason;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.Result;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Sums up a run. */
final class Outcomes {

    private Outcomes() {}

    /** A preview ends as the run would. */
    static int exitCodeOf(List<Preview> previews) {
        boolean failed = previews.stream()
                .map(Preview::trial)
                .anyMatch(trial -> trial != null && trial.result().state() == BriefState.FAILED);
        boolean invalid = previews.stream().anyMatch(preview -> isInvalid(preview.evaluation()));
        return exitCode(previews.stream().map(Preview::evaluation), failed, invalid);
    }

    /** A dry run ends with what the run could not do, either. */
    static int exitCodeOfSurvey(List<Evaluation> briefs) {
        boolean invalid = briefs.stream().anyMatch(Outcomes::isInvalid);
        return exitCode(briefs.stream(), false, invalid);
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
        return exitCode(outcomes.stream().map(Outcome::evaluation), failed, invalid);
    }

    private static boolean isInvalid(Evaluation brief) {
        return brief.decision() instanceof Decision.Reject reject && reject.invalid();
    }

    private static int exitCode(Stream<Evaluation> briefs, boolean failed, boolean invalid) {
        Set<ReasonCode> reasons = briefs.flatMap(brief -> brief.reasons().stream())
                .map(Reason::code)
                .collect(Collectors.toSet());
        if (reasons.contains(ReasonCode.LANE_UNUSABLE) || reasons.contains(ReasonCode.DISK_FULL)) {
            return ExitCode.USAGE;
        }
        if (reasons.contains(ReasonCode.LANE_UNREACHABLE)
                || reasons.contains(ReasonCode.REPOSITORY_UNREACHABLE)
                || reasons.contains(ReasonCode.ISSUE_UNREADABLE)
                || reasons.contains(ReasonCode.RATE_LIMITED)) {
            return ExitCode.UNAVAILABLE;
        }
        return failed ? ExitCode.FAILED : invalid ? ExitCode.INVALID : ExitCode.OK;
    }
}
