package io.github.hirakuarai.codexrunner.spi;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.time.Instant;

/**
 * The forge wants to be left alone for a while. Nothing was changed; the same call may be made again at {@link #until}, and
 * is refused without asking the forge before. No plugin waits that long itself: whoever schedules the work does.
 */
public final class RateLimitedException extends RunnerException {

    private static final long serialVersionUID = 1;

    private final Instant until;

    /**
     * @param message one line for people
     * @param until when to come again, by the runner's clock
     */
    public RateLimitedException(String message, Instant until) {
        super(ErrorCode.RATE_LIMITED, message);
        this.until = until;
    }

    /** When to come again, by the runner's clock. */
    public Instant until() {
        return until;
    }
}
