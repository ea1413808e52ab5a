package io.github.hirakuarai.codexrunner.model;

import org.jspecify.annotations.Nullable;

/**
 * The one exception that codex-runner throws on purpose. Its message is one line for a person, with the mend, and holds
 * no secret.
 */
public class RunnerException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final ErrorCode code;

    public RunnerException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public RunnerException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** What went wrong, for programs. */
    public ErrorCode code() {
        return code;
    }
}
