package io.github.hirakuarai.codexrunner.model;

import java.util.Locale;

/** The result of an attempt, in more detail than its state (protocol §4). */
public enum Result {
    /** Every step succeeded, every output is visible. */
    SUCCESS,
    /** Success, except for steps that were allowed to fail. */
    PARTIAL,
    /** A step or an output failed. */
    FAILURE,
    /** The brief has problems and was never run. */
    INVALID,
    /** The run exceeded its time limit. */
    TIMED_OUT,
    /** A user cancelled it, or the runner was stopped. */
    CANCELLED,
    /** The runner was killed, or lost its lease or its host. */
    INTERRUPTED,
    /** The deadline had passed before it could start. */
    EXPIRED;

    /** Returns the state in which an attempt with this result ends. */
    public BriefState state() {
        return this == SUCCESS || this == PARTIAL ? BriefState.DONE : BriefState.FAILED;
    }

    /** Returns the form in the protocol: {@code timed_out}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
