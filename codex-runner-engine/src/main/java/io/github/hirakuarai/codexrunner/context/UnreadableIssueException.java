package io.github.hirakuarai.codexrunner.context;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.util.function.Supplier;

/** The forge does not give an issue or what stands in it: it was deleted or transferred, or the answer is an odd one. */
public final class UnreadableIssueException extends RunnerException {

    private static final long serialVersionUID = 1;

    private UnreadableIssueException(RunnerException cause) {
        super(cause.code(), String.valueOf(cause.getMessage()), cause);
    }

    /** What is read of an issue. A forge that does not answer at all is another matter, and its exception passes. */
    public static <T> T reading(Supplier<T> read) {
        try {
            return read.get();
        } catch (RunnerException e) {
            if (e.code() == ErrorCode.NOT_FOUND || e.code() == ErrorCode.REFUSED) {
                throw new UnreadableIssueException(e);
            }
            throw e;
        }
    }
}
