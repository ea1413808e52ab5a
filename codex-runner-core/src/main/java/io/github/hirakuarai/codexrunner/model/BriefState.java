package io.github.hirakuarai.codexrunner.model;

import java.util.Locale;

/** The state of a brief (protocol §4). Which may follow which is said in the package {@code state}. */
public enum BriefState {
    /** Nobody has taken it. */
    NEW,
    /** One runner has claimed it. */
    PICKED,
    /** Its steps run, or its outputs are being delivered. */
    RUNNING,
    /** Every step succeeded, or only steps failed that may, and every output is visible. */
    DONE,
    /** It ended otherwise. */
    FAILED;

    /** How labels write it: {@code done}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a run has ended in it. */
    public boolean terminal() {
        return this == DONE || this == FAILED;
    }
}
