package io.github.hirakuarai.codexrunner.model;

import java.time.Duration;

/** How a step's process ended. */
public sealed interface StepExit {

    /** Returns whether the step succeeded. */
    default boolean succeeded() {
        return this instanceof Exited exited && exited.code() == 0;
    }

    /** Returns a short description: {@code exit 1}. */
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
     * It exceeded its time limit.
     *
     * @param limit the time limit
     */
    record TimedOut(Duration limit) implements StepExit {
        @Override
        public String text() {
            return "timed out after " + written(limit);
        }

        /** As briefs write it: {@code 90s}, {@code 10m}, {@code 2h}. */
        private static String written(Duration limit) {
            long seconds = limit.toSeconds();
            if (seconds == 0 || seconds % 60 != 0) {
                return seconds + "s";
            }
            return seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds / 60 + "m";
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
     * @param why in a few words, with what to do
     */
    record NotStarted(String why) implements StepExit {
        @Override
        public String text() {
            return "not started: " + why;
        }
    }

    /** It was skipped because an earlier step failed. */
    record Skipped() implements StepExit {
        @Override
        public String text() {
            return "skipped";
        }
    }
}
