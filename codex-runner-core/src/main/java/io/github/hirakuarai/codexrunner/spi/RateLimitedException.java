package io.github.hirakuarai.codexrunner.spi;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.time.Instant;

/**
 * Thrown when the forge's rate limit is exhausted. Nothing was changed. The same call may be made again at {@link #until};
 * before that it is refused without a request. Plugins do not wait; the runner does.
 */
public final class RateLimitedException extends RunnerException {

    private static final long serialVersionUID = 1;

    private final Instant until;

    /**
     * @param message one line
     * @param until when to try again, by the runner's clock
     */
    public RateLimitedException(String message, Instant until) {
        super(ErrorCode.RATE_LIMITED, message);
        this.until = until;
    }

    /** Returns when to try again, by the runner's clock. */
    public Instant until() {
        return until;
    }
}
