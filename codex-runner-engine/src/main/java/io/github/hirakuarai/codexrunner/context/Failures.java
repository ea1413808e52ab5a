package io.github.hirakuarai.codexrunner.context;

import io.github.hirakuarai.codexrunner.disk.DiskSpace;
import io.github.hirakuarai.codexrunner.model.Deadline;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.plugin.call.MaskedTrace;
import io.github.hirakuarai.codexrunner.spi.OutputException;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what ended an attempt into what is reported of it. */
public final class Failures {

    private static final Logger log = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    /**
     * What an exception says of why an attempt ends.
     *
     * @param folder the run's, whose disk may be full
     */
    public static Objection why(Throwable e, TextSanitizer texts, Path folder) {
        return new Objection(
                of(e, texts, folder),
                e instanceof AttemptFailed failed ? failed.why().cancel() : null);
    }

    /**
     * The failure as which an exception ends an attempt.
     *
     * @param folder the run's, whose disk may be full
     */
    public static Failure of(Throwable e, TextSanitizer texts, Path folder) {
        if (e instanceof AttemptFailed failed) {
            return masked(failed.failure(), texts);
        }
        if (e instanceof OutputException output) {
            return new Failure(
                    Result.FAILURE,
                    output.failureCode(),
                    texts.line(String.valueOf(output.getMessage())),
                    output.hint());
        }
        if (DiskSpace.isFull(e, folder)) {
            return new Failure(
                    Result.FAILURE,
                    ReasonCode.DISK_FULL.name(),
                    texts.line("disk full on the runner's machine: " + e.getMessage()),
                    "make room there, then comment /codex retry");
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
        log.error("an attempt ended by an unexpected {}", e.getClass().getName(), MaskedTrace.of(e, texts));
        return new Failure(
                Result.FAILURE,
                "INTERNAL",
                texts.line("internal error of the runner or a plugin: " + e + at(e)),
                "see the trace in the runner's log");
    }

    /** A person cancelled it before it began. */
    public static Failure cancelled(String login) {
        return new Failure(
                Result.CANCELLED,
                "CANCELLED",
                login + " cancelled it before it began",
                "comment /codex retry to run it again");
    }

    public static Failure expired(Deadline deadline) {
        return new Failure(
                Result.EXPIRED,
                "EXPIRED",
                "its deadline was " + deadline,
                "set a later deadline; the edited text is a new brief");
    }

    public static Failure invalid(List<Problem> problems) {
        return new Failure(
                Result.INVALID,
                "INVALID",
                problems.size() == 1 ? "the brief has a problem" : "the brief has " + problems.size() + " problems",
                "edit the brief; the edited text is a new brief");
    }

    /** An output cannot be delivered, whatever the steps do. */
    public static Failure impossible(OutputException e) {
        return new Failure(
                Result.FAILURE,
                "OUTPUT_IMPOSSIBLE",
                String.valueOf(e.getMessage()),
                e.hint() == null ? "fix the brief; the edited text is a new brief" : e.hint());
    }

    /** What an executor or an output's plugin threw that can do nothing for the brief; anything else is thrown again. */
    public static Failure unusable(RunnerException e) {
        if (e.code() != ErrorCode.PLUGIN_FAILED && e.code() != ErrorCode.PLUGIN) {
            throw e;
        }
        return new Failure(
                Result.FAILURE,
                "PLUGIN_UNUSABLE",
                String.valueOf(e.getMessage()),
                "fix the configuration or the plugin, then comment /codex retry");
    }

    /** Fit for the terminal: what a brief names may hold a secret. */
    public static Failure masked(Failure failure, TextSanitizer texts) {
        return new Failure(failure.result(), failure.code(), texts.plain(failure.message()), failure.hint());
    }

    private static String at(Throwable e) {
        return e.getStackTrace().length == 0 ? "" : ", at " + e.getStackTrace()[0];
    }
}
