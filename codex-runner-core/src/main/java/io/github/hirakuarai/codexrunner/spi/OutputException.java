package io.github.hirakuarai.codexrunner.spi;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import org.jspecify.annotations.Nullable;

/** An output that cannot be delivered, through no fault of the plugin: the brief fails and says so. */
public final class OutputException extends RunnerException {

    private static final long serialVersionUID = 1;

    private final String failureCode;
    private final @Nullable String hint;

    /**
     * @param failureCode stable, for programs: {@code OUTPUT_FILE_UNCHANGED}
     * @param message what went wrong, in one sentence
     * @param hint what a person can do, or null
     */
    public OutputException(String failureCode, String message, @Nullable String hint) {
        super(ErrorCode.REFUSED, message);
        this.failureCode = failureCode;
        this.hint = hint;
    }

    /** The failure's code, as the record and the comment name it. */
    public String failureCode() {
        return failureCode;
    }

    /** What a person can do, or null. */
    public @Nullable String hint() {
        return hint;
    }
}
