package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.OutputException;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what ended an attempt into what is reported of it. */
final class Failures {

    private static final Logger log = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    static Failure of(Throwable e, TextSanitizer texts) {
        if (e instanceof AttemptFailed failed) {
            return failed.failure();
        }
        if (e instanceof OutputException output) {
            return new Failure(
                    Result.FAILURE,
                    output.failureCode(),
                    texts.line(String.valueOf(output.getMessage())),
                    output.hint());
        }
        if (e instanceof RunnerException known) {
            return switch (known.code()) {
                case LEASE_LOST ->
                    new Failure(
                            Result.INTERRUPTED,
                            known.code().name(),
                            texts.line(String.valueOf(known.getMessage())),
                            null);
                default ->
                    new Failure(
                            Result.FAILURE,
                            known.code().name(),
                            texts.line(String.valueOf(known.getMessage())),
                            "fix the cause, then comment /codex retry");
            };
        }
        // A plugin's fault, or ours: whose is in the trace, which stays on the runner's machine.
        log.error("an attempt ended by an unexpected {}", e.getClass().getName(), e);
        return new Failure(
                Result.FAILURE,
                "INTERNAL",
                texts.line("a fault of the program, or of a plugin: " + e + at(e)),
                "the runner's log has the trace");
    }

    static Failure unrunnable(Assessment assessment) {
        List<Problem> problems = assessment.problems();
        if (assessment.reasons().stream().anyMatch(reason -> reason.code() == ReasonCode.CANCELLED)) {
            return new Failure(
                    Result.CANCELLED,
                    "CANCELLED",
                    assessment.reasons().get(0).message(),
                    "comment /codex retry to run it again");
        }
        if (assessment.reasons().stream().anyMatch(reason -> reason.code() == ReasonCode.OUTPUT_IMPOSSIBLE)) {
            return new Failure(
                    Result.FAILURE,
                    ReasonCode.OUTPUT_IMPOSSIBLE.name(),
                    assessment.reasons().get(0).message(),
                    "fix the brief; the edited text is a new brief");
        }
        if (assessment.reasons().stream().anyMatch(reason -> reason.code() == ReasonCode.PLUGIN_UNUSABLE)) {
            return new Failure(
                    Result.FAILURE,
                    ReasonCode.PLUGIN_UNUSABLE.name(),
                    assessment.reasons().get(0).message(),
                    "fix or remove the plugin, then comment /codex retry");
        }
        if (problems.isEmpty()) {
            return new Failure(
                    Result.EXPIRED,
                    "EXPIRED",
                    assessment.reasons().get(0).message(),
                    "give the brief a later deadline; the edited text counts as a new brief");
        }
        return new Failure(
                Result.INVALID,
                "INVALID",
                problems.size() == 1 ? "the brief has a problem" : "the brief has " + problems.size() + " problems",
                "edit it; the edited text counts as a new brief");
    }

    private static String at(Throwable e) {
        return e.getStackTrace().length == 0 ? "" : ", at " + e.getStackTrace()[0];
    }
}
