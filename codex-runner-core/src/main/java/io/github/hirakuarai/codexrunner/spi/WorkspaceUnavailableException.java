package io.github.hirakuarai.codexrunner.spi;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Reason;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;

/** A workdir in which a run cannot start now. The brief is held for its reason; it has not failed. */
public final class WorkspaceUnavailableException extends RunnerException {

    private static final long serialVersionUID = 1;

    private final transient Reason reason;

    /**
     * @param code why, for programs
     * @param message why, in one line for people
     */
    public WorkspaceUnavailableException(ReasonCode code, String message) {
        super(ErrorCode.REFUSED, message);
        this.reason = new Reason(code, message);
    }

    /** Why, as the gate reports it. */
    public Reason reason() {
        return reason;
    }
}
