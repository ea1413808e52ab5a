package io.github.hirakuarai.codexrunner.model;

import org.jspecify.annotations.Nullable;

/**
 * Thrown for every expected error. Its message is one line that says what to do, and contains no secret.
 */
public class RunnerException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final ErrorCode code;

    /**
     * @param code what went wrong, for programs
     * @param message one line that says what to do, without secrets
     */
    public RunnerException(ErrorCode code, String message) {
        this(code, message, null);
    }

    /**
     * @param code what went wrong, for programs
     * @param message one line that says what to do, without secrets
     * @param cause the cause, or null
     */
    public RunnerException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** Returns what went wrong, for programs. */
    public ErrorCode code() {
        return code;
    }
}
