package io.github.hirakuarai.codexrunner.event;

import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Reason;
import io.github.hirakuarai.codexrunner.model.Result;
import java.util.List;

/** What the runner does with one brief. Made once; later stages act on it and never judge again. */
public sealed interface Decision {

    /** How the command writes it. */
    String text();

    /**
     * It is claimed and run.
     *
     * @param plan what
     */
    record Run(RunPlan plan) implements Decision {

        @Override
        public String text() {
            return "would-run";
        }
    }

    /**
     * It is claimed and ends as FAILED without running, and its users are told why.
     *
     * @param failure why
     */
    record Reject(Failure failure) implements Decision {

        @Override
        public String text() {
            return invalid() ? "invalid" : "rejected";
        }

        /** Whether its text is the reason. */
        public boolean invalid() {
            return failure.result() == Result.INVALID;
        }
    }

    /**
     * It is left untouched.
     *
     * @param reasons why; at least one
     */
    record Hold(List<Reason> reasons) implements Decision {

        public Hold {
            reasons = List.copyOf(reasons);
            if (reasons.isEmpty()) {
                throw new IllegalArgumentException("nothing holds it");
            }
        }

        @Override
        public String text() {
            return "held";
        }
    }

    /**
     * Its last attempt has ended, and nobody asks for another.
     *
     * @param record what its record says
     */
    record Finished(BriefHistory.Entry record) implements Decision {

        @Override
        public String text() {
            return "finished";
        }
    }
}
