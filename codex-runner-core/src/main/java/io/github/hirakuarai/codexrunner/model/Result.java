package io.github.hirakuarai.codexrunner.model;

import java.util.Locale;

/** What came of an attempt: says more than the state (protocol §4). */
public enum Result {
    /** Every step succeeded, every output is visible. */
    SUCCESS,
    /** As success, but steps failed that were allowed to. */
    PARTIAL,
    /** A step or an output failed. */
    FAILURE,
    /** The brief has problems and was never run. */
    INVALID,
    /** The run took longer than it may. */
    TIMED_OUT,
    /** A person, or the end of the runner, stopped it. */
    CANCELLED,
    /** The runner was killed, or lost its lease or its host. */
    INTERRUPTED,
    /** The deadline had passed before it could be started. */
    EXPIRED;

    /** The state in which an attempt with this result ends. */
    public BriefState state() {
        return this == SUCCESS || this == PARTIAL ? BriefState.DONE : BriefState.FAILED;
    }

    /** How the protocol writes it: {@code timed_out}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
