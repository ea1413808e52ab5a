package io.github.hirakuarai.codexrunner.spi;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Reason;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;

/** Thrown when a run cannot start in a workdir now. The brief is held for this reason; it has not failed. */
public final class WorkspaceUnavailableException extends RunnerException {

    private static final long serialVersionUID = 1;

    private final transient Reason reason;

    /**
     * @param code why, for programs
     * @param message why, in one line
     */
    public WorkspaceUnavailableException(ReasonCode code, String message) {
        super(ErrorCode.REFUSED, message);
        this.reason = new Reason(code, message);
    }

    /** Returns the reason. */
    public Reason reason() {
        return reason;
    }
}
