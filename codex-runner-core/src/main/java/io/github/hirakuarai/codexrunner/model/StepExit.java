package io.github.hirakuarai.codexrunner.model;

import java.time.Duration;

/** How a step's process ended. */
public sealed interface StepExit {

    /** Whether the step did what it should. */
    default boolean succeeded() {
        return this instanceof Exited exited && exited.code() == 0;
    }

    /** In a few words: {@code exit 1}. */
    String text();

    /**
     * It ended by itself.
     *
     * @param code the exit code, 0 for success
     */
    record Exited(int code) implements StepExit {
        @Override
        public String text() {
            return "exit " + code;
        }
    }

    /**
     * A signal ended it that the runner did not send.
     *
     * @param signal the signal's number
     */
    record Signalled(int signal) implements StepExit {
        @Override
        public String text() {
            return "signal " + signal;
        }
    }

    /**
     * It was ended because it took too long.
     *
     * @param limit how long it might have taken
     */
    record TimedOut(Duration limit) implements StepExit {
        @Override
        public String text() {
            return "timed out after " + limit.toSeconds() + " s";
        }
    }

    /**
     * It was ended because the run was cancelled.
     *
     * @param why in a few words
     */
    record Cancelled(String why) implements StepExit {
        @Override
        public String text() {
            return "cancelled: " + why;
        }
    }

    /**
     * The connection to the lane's host was lost while it ran.
     *
     * @param why in a few words
     */
    record Lost(String why) implements StepExit {
        @Override
        public String text() {
            return "lost: " + why;
        }
    }

    /**
     * It could not be started.
     *
     * @param why in a few words, with the hint
     */
    record NotStarted(String why) implements StepExit {
        @Override
        public String text() {
            return "not started: " + why;
        }
    }

    /** It was left out because an earlier step failed. */
    record Skipped() implements StepExit {
        @Override
        public String text() {
            return "skipped";
        }
    }
}
