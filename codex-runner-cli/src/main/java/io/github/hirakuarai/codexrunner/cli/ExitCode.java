package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.model.ErrorCode;

/** How the command ends. Where several apply, the first of INTERRUPTED, FAULT, USAGE, UNAVAILABLE, FAILED, INVALID does. */
final class ExitCode {

    /** All well; briefs that were held included. */
    static final int OK = 0;
    /** At least one brief failed. */
    static final int FAILED = ErrorCode.Category.BRIEF.exitCode();
    /** Wrong usage or configuration. */
    static final int USAGE = ErrorCode.Category.CONFIGURATION.exitCode();
    /** At least one brief is invalid. */
    static final int INVALID = 3;
    /** GitHub or a lane's host cannot be reached, or refuses. */
    static final int UNAVAILABLE = ErrorCode.Category.UNAVAILABLE.exitCode();
    /** A fault of the program itself. */
    static final int FAULT = ErrorCode.Category.INTERNAL.exitCode();
    /** Ended by Ctrl-C or SIGTERM. */
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}
