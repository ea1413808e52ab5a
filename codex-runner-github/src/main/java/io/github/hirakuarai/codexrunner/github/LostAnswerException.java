package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import org.jspecify.annotations.Nullable;

/**
 * A request that got no answer, or 5xx. A read may be repeated. A write may have happened: it has to be looked for first,
 * unless doing it twice is the same as once.
 */
final class LostAnswerException extends RunnerException {

    private static final long serialVersionUID = 1;

    LostAnswerException(String message, @Nullable Throwable cause) {
        super(ErrorCode.UNREACHABLE, message, cause);
    }
}
