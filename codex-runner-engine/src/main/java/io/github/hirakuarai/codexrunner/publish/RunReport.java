package io.github.hirakuarai.codexrunner.publish;

import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.model.StepResult;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The facts of one run, as far as they are known (protocol §6). Everything in it is raw; {@link StatusComment} passes it
 * through the sanitizer.
 *
 * @param id the brief
 * @param key the brief's
 * @param digest of the text that was claimed
 * @param run this run
 * @param attempt which attempt of the brief it is, from 1; {@link #PREVIEW} when it is none
 * @param state as the ledger has it
 * @param result what came of it, or null while it runs
 * @param place where it runs, or null when the brief does not tell
 * @param startedAt when it was claimed
 * @param endedAt when it ended, or null while it runs
 * @param progress the step that runs now, or null when none does
 * @param stepCount how many steps the brief has; 0 when it cannot be read
 * @param steps those that have ended, in their order
 * @param changes what it did to the repository, or null when no workspace was opened
 * @param links what it left behind
 * @param failure why it failed, or null
 * @param problems what is wrong with the brief, when it is invalid
 * @param logs where the full logs are kept; null when there are none
 * @param earlier the attempts before this one, oldest first
 */
public record RunReport(
        BriefId id,
        BriefKey key,
        Digest digest,
        RunId run,
        int attempt,
        BriefState state,
        @Nullable Result result,
        @Nullable Place place,
        Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Progress progress,
        int stepCount,
        List<StepResult> steps,
        @Nullable Changes changes,
        List<Link> links,
        @Nullable Failure failure,
        List<Problem> problems,
        @Nullable Logs logs,
        List<EarlierAttempt> earlier) {

    /** The attempt of a preview, which claims nothing and leaves nothing. */
    public static final int PREVIEW = 0;

    public RunReport {
        steps = List.copyOf(steps);
        links = List.copyOf(links);
        problems = List.copyOf(problems);
        earlier = List.copyOf(earlier);
    }

    /**
     * Where logs are kept.
     *
     * @param folder its path
     * @param runner the name of the runner on whose machine it is
     */
    public record Logs(String folder, String runner) {}

    /**
     * The step that runs now.
     *
     * @param step its place in the brief, from 1
     * @param name the step's
     * @param since when it was started
     */
    public record Progress(int step, String name, Instant since) {}

    /**
     * An attempt that ended before this one began.
     *
     * @param number counted from 1
     * @param endedAt when it ended
     * @param result how it ended
     * @param failure the failure's code; null when it did not fail
     * @param message what failed; null when it did not fail, or that is not known
     * @param run the attempt's run, which names the folder of its logs
     * @param retriedBy the login of the user whose command asked for the next attempt; null when that is not known
     */
    public record EarlierAttempt(
            int number,
            Instant endedAt,
            Result result,
            @Nullable String failure,
            @Nullable String message,
            RunId run,
            @Nullable String retriedBy) {}

    /**
     * Where a run takes place.
     *
     * @param lane the lane's name
     * @param executor the id of the plugin behind it
     * @param host for people, as the executor calls it
     */
    public record Place(String lane, String executor, String host) {}

    /**
     * What a run did to the repository.
     *
     * @param base the branch that it started from
     * @param branch the run's branch, which stays after a failure
     * @param workdir the clone on the host that keeps the branch; null when the clone is thrown away
     * @param statusBefore git's status before the first step, a line each; empty for a clean tree
     * @param statusAfter git's status behind the last step
     * @param diff from the base to what the steps left, unified
     * @param others changed files that no output published
     * @param notes what the steps did to git itself
     */
    public record Changes(
            String base,
            String branch,
            @Nullable String workdir,
            List<String> statusBefore,
            List<String> statusAfter,
            String diff,
            List<String> others,
            List<String> notes) {

        public Changes {
            statusBefore = List.copyOf(statusBefore);
            statusAfter = List.copyOf(statusAfter);
            others = List.copyOf(others);
            notes = List.copyOf(notes);
        }
    }
}
