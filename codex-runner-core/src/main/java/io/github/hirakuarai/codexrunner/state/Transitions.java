package io.github.hirakuarai.codexrunner.state;

import io.github.hirakuarai.codexrunner.model.BriefState;

/** Which state may follow which. DONE is final; only a person's order leads out of FAILED. */
public final class Transitions {

    private Transitions() {}

    /**
     * Whether a brief may go from one state to another. A renewal of a claim stays in its state.
     *
     * @param byCommand whether a person's unspent command asks for it
     */
    public static boolean allowed(BriefState from, BriefState to, boolean byCommand) {
        return switch (from) {
            case NEW -> to == BriefState.PICKED || to == BriefState.FAILED;
            case PICKED -> to == BriefState.PICKED || to == BriefState.RUNNING || to == BriefState.FAILED;
            case RUNNING -> to == BriefState.RUNNING || to == BriefState.DONE || to == BriefState.FAILED;
            case FAILED -> to == BriefState.PICKED && byCommand;
            case DONE -> false;
        };
    }

    /**
     * Demands that a transition is allowed.
     *
     * @throws IllegalStateException when it is not: a fault of the program
     */
    public static void require(BriefState from, BriefState to, boolean byCommand) {
        if (!allowed(from, to, byCommand)) {
            throw new IllegalStateException("a brief cannot go from " + from + " to " + to);
        }
    }
}
