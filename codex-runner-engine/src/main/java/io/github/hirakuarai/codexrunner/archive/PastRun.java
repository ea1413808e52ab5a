package io.github.hirakuarai.codexrunner.archive;

import io.github.hirakuarai.codexrunner.disk.RunFolder;
import io.github.hirakuarai.codexrunner.disk.StepLog;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.RunId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run on this machine, as its folder tells.
 *
 * @param run names it
 * @param folder holds all of it: raw logs, which only this user reads
 * @param brief what it ran; null when it was killed before it had claimed anything
 * @param attempt counted from 1; 0 when it had claimed nothing
 * @param startedAt when the claim was sent; null when none was
 * @param stage where it stands
 * @param result how it ended by its own journal; null when it did not get so far
 * @param failure the failure's code; null for none
 * @param journal what it was about to do and did, oldest first
 */
public record PastRun(
        RunId run,
        Path folder,
        @Nullable BriefId brief,
        int attempt,
        @Nullable Instant startedAt,
        Stage stage,
        @Nullable Result result,
        @Nullable String failure,
        List<Line> journal) {

    public PastRun {
        journal = List.copyOf(journal);
    }

    /**
     * Where the log of a step stands, whether there is one or not: raw, an attacker's bytes.
     *
     * @param step its ordinal, from 1
     */
    public Path log(int step) {
        return StepLog.file(RunFolder.steps(folder), step);
    }

    /** Where a run stands on its machine. */
    public enum Stage {
        /** A process is at work on it. */
        RUNNING,
        /** Its process is gone and nobody has looked after it yet: the next run does, or {@code Runner.recover}. */
        LEFT,
        /** It is over, by itself or because it was looked after. */
        CLOSED
    }

    /**
     * A line of its journal.
     *
     * @param at by the runner's clock
     * @param done whether it was done; else it was about to be
     * @param effect what: {@code claim}, {@code show}, {@code step}, {@code push}, {@code deliver}, {@code end}
     * @param facts more about it, by name
     */
    public record Line(Instant at, boolean done, String effect, Map<String, String> facts) {
        public Line {
            facts = Map.copyOf(facts);
        }
    }
}
