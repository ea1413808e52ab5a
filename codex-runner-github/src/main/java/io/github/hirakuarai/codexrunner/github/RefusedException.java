package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;

/** The forge answered, and not with what was asked for: 4xx. */
final class RefusedException extends RunnerException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final String reason;

    RefusedException(int status, String reason, String message) {
        super(status == 404 || status == 410 ? ErrorCode.NOT_FOUND : ErrorCode.REFUSED, message);
        this.status = status;
        this.reason = reason;
    }

    /** The HTTP status. */
    int status() {
        return status;
    }

    /** What the forge says of it, on one line: an attacker's text may stand in it. */
    String reason() {
        return reason;
    }

    /** Whether it is somewhere else now: a transferred issue, a renamed repository. */
    boolean moved() {
        return status == 301 || status == 302;
    }

    /** Whether the forge may lack what was asked for altogether: it says so by one of these. */
    boolean unsupported() {
        return missing() || status == 405 || status == 501;
    }

    /** Whether the thing is not there, or may not be seen. */
    boolean missing() {
        return status == 404 || status == 410;
    }
}
