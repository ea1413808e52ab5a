package io.github.hirakuarai.codexrunner.disk;

import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.IssueRef;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.StepExit;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a line of a run's {@link Journal} says: something that the run is about to do, or has done. {@link JournalCodec} has the
 * form on the disk.
 */
public sealed interface JournalEntry {

    /** What it was doing, for people: {@code step 2}. */
    String text();

    /**
     * The brief is claimed.
     *
     * @param repository holds the record
     * @param attempt from 1
     * @param title the issue's, without secrets
     */
    record Claim(BriefId brief, RepositoryName repository, IssueRef issue, BriefKey key, int attempt, String title)
            implements JournalEntry {
        @Override
        public String text() {
            return "the claim";
        }
    }

    /** A state is shown to people. */
    record Show(BriefState state) implements JournalEntry {
        @Override
        public String text() {
            return "showing " + state;
        }
    }

    /**
     * The workspace is brought to the base.
     *
     * @param commit the base
     * @param remoteTip where the run's branch stood on the server; null when it was not there
     * @param workspace what the executor needs to take it up; null when it cannot, and before it is there
     */
    record Checkout(
            String commit,
            @Nullable String remoteTip,
            @Nullable String workspace) implements JournalEntry {
        @Override
        public String text() {
            return "the checkout";
        }
    }

    /**
     * A step is begun.
     *
     * @param ordinal from 1
     */
    record Step(int ordinal) implements JournalEntry {
        @Override
        public String text() {
            return "step " + ordinal;
        }
    }

    /**
     * A step is over.
     *
     * @param ordinal from 1
     * @param exit how it ended
     * @param elapsed how long it ran
     * @param logFull whether the end of its output is missing in its log
     */
    record EndedStep(int ordinal, StepExit exit, Duration elapsed, boolean logFull) implements JournalEntry {
        @Override
        public String text() {
            return "step " + ordinal;
        }
    }

    /**
     * The run's branch is pushed.
     *
     * @param branch which may be a fresh one
     * @param commit where it is to point
     */
    record Push(String branch, String commit) implements JournalEntry {
        @Override
        public String text() {
            return "the push of refs/heads/" + branch;
        }
    }

    /**
     * An output is delivered.
     *
     * @param ordinal from 1
     */
    record Deliver(int ordinal, String type) implements JournalEntry {
        @Override
        public String text() {
            return "output " + ordinal + " (" + type + ")";
        }
    }

    /**
     * An output was delivered.
     *
     * @param ordinal from 1
     * @param links what it left
     */
    record Delivered(int ordinal, String type, List<Link> links) implements JournalEntry {
        public Delivered {
            links = List.copyOf(links);
        }

        @Override
        public String text() {
            return "output " + ordinal + " (" + type + ")";
        }
    }

    /** The workspace is put back: nobody can go on in it from here on, and the run ends so. */
    record PutBack(Ending ending) implements JournalEntry {
        @Override
        public String text() {
            return "putting the workspace back";
        }
    }

    /** The workspace was put back. */
    record WasPutBack() implements JournalEntry {
        @Override
        public String text() {
            return "putting the workspace back";
        }
    }

    /** The run's end is recorded. */
    record End(Ending ending) implements JournalEntry {
        @Override
        public String text() {
            return "the end";
        }
    }

    /**
     * How a run ends.
     *
     * @param code the failure's; null for none
     * @param message the failure's; null for none
     */
    record Ending(
            Result result, @Nullable String code, @Nullable String message) {}
}
