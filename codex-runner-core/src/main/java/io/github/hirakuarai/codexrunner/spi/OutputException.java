package io.github.hirakuarai.codexrunner.spi;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import org.jspecify.annotations.Nullable;

/** Thrown when an output cannot be delivered through no fault of the plugin. The brief fails with this reason. */
public final class OutputException extends RunnerException {

    private static final long serialVersionUID = 1;

    private final String failureCode;
    private final @Nullable String hint;

    /**
     * @param failureCode stable, for programs: {@code OUTPUT_FILE_UNCHANGED}
     * @param message what went wrong, in one sentence
     * @param hint what to do, or null
     */
    public OutputException(String failureCode, String message, @Nullable String hint) {
        super(ErrorCode.REFUSED, message);
        this.failureCode = failureCode;
        this.hint = hint;
    }

    /** Returns the code of the failure, as in the record and the comment. */
    public String failureCode() {
        return failureCode;
    }

    /** Returns what to do, or null. */
    public @Nullable String hint() {
        return hint;
    }
}
