package io.github.hirakuarai.codexrunner.model;

import java.util.Locale;

/** The state of a brief (protocol §4). The package {@code state} defines the transitions. */
public enum BriefState {
    /** Nobody has taken it. */
    NEW,
    /** One runner has claimed it. */
    PICKED,
    /** Its steps run, or its outputs are being delivered. */
    RUNNING,
    /** Every step succeeded, or was allowed to fail, and every output is visible. */
    DONE,
    /** It ended in any other way. */
    FAILED;

    /** Returns the form in labels: {@code done}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether a run in this state has ended. */
    public boolean terminal() {
        return this == DONE || this == FAILED;
    }
}
