package io.github.hirakuarai.codexrunner.model;

import org.jspecify.annotations.Nullable;

/**
 * The one exception that codex-runner throws on purpose. Its message is one line for a person, with the hint, and holds
 * no secret.
 */
public class RunnerException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final ErrorCode code;

    /**
     * @param code what went wrong, for programs
     * @param message one line for people, with the hint and without secrets
     */
    public RunnerException(ErrorCode code, String message) {
        this(code, message, null);
    }

    /**
     * @param code what went wrong, for programs
     * @param message one line for people, with the hint and without secrets
     * @param cause what led to it, or null
     */
    public RunnerException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** What went wrong, for programs. */
    public ErrorCode code() {
        return code;
    }
}
