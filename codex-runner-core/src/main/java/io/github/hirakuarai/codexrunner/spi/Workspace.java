package io.github.hirakuarai.codexrunner.spi;

import io.github.hirakuarai.codexrunner.model.FileChange;
import io.github.hirakuarai.codexrunner.model.StepExit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A workdir that a run has taken. Used by one thread at a time, except for the cancellation of a step.
 *
 * <p>Whatever the steps wrote is untrusted: an implementation opens paths one component at a time without following
 * links, and runs nothing that the repository's configuration, attributes or hooks name.
 */
public interface Workspace extends AutoCloseable {

    /** Returns the working directory of the steps on the host, as an absolute path. */
    String workdir();

    /** Returns the absolute path of {@code $CODEX_OUTPUT_DIR} on the host: outside the repository, empty at first. */
    String outputDir();

    /**
     * Returns whether {@link #checkout} will need commits behind the base commit. Called once, right before it. The default is
     * yes: then the mirror holds the whole history, and else it may hold the base commit alone.
     *
     * @param baseCommit 40 hexadecimal digits
     */
    default boolean needsHistory(String baseCommit) {
        return true;
    }

    /**
     * Checks out the base commit, on a local branch with the run's name. Called once, before the first step.
     *
     * @param mirror a bare repository on the runner's machine that holds the base commit, and its history if {@link
     *     #needsHistory} asked for it; git knows the bare base commit as a shallow one in its folder {@code tips}
     * @param baseCommit 40 hexadecimal digits
     */
    void checkout(Path mirror, String baseCommit);

    /**
     * Runs a step in a new process, and returns when it and everything it started have ended. A step of one ordinal is
     * started once: asked for again, by this process or by a later one that has {@linkplain Executor#resume resumed} the
     * workspace, it is waited for, and the sink gets its output from {@code outputOffset} on.
     *
     * @param sink receives the output as it arrives, on threads of the executor, one call at a time
     * @param cancellation ends the step's whole process tree: TERM, then after the grace time KILL
     * @return how it ended; {@code Lost} when nobody knows, which is never taken for success
     */
    StepExit run(StepRequest request, StepSink sink, CancellationToken cancellation);

    /**
     * Lets the steps go on for some time longer: the runner holds its claim. When that time is over and nothing renewed it,
     * the executor ends them, so that nothing of them runs any more when another runner takes the brief over. Called from
     * any thread, while a step runs too. Does nothing by default: then steps must end with the connection to the runner.
     *
     * @param left from now on
     * @param grace the time between SIGTERM and SIGKILL then
     */
    default void renew(Duration left, Duration grace) {}

    /**
     * Returns what {@link Executor#resume} needs to take this workspace up after the runner was killed; valid once {@link
     * #checkout} has returned. Empty by default: then the run ends as interrupted.
     */
    default Optional<String> state() {
        return Optional.empty();
    }

    /** Returns every path that differs from the base commit, except for ignored files, sorted. */
    List<FileChange> changes();

    /** The difference from the base commit as a unified diff, at most about so many characters. Raw: an attacker's text. */
    String diff(int limit);

    /** Returns what the steps did to Git, for the report: commits, other branches. Empty if nothing. */
    List<String> gitNotes();

    /**
     * Returns changed files as {@code git add} records them on the host: with the conversions that the user's settings and the
     * attributes ask for, and with the user's own filters; the clone's configuration starts no program. The caller closes it.
     *
     * @param paths from the repository's root, as {@link #changes} gives them; none that was deleted
     * @throws io.github.hirakuarai.codexrunner.model.RunnerException {@code REFUSED} when git does not take one of them
     */
    StagedFiles stage(List<String> paths);

    /**
     * Returns the place of the rule by which git ignores a path, such as {@code .gitignore:3}; empty when it does not, or nobody
     * knows.
     */
    default Optional<String> ignoreRule(String path) {
        return Optional.empty();
    }

    /**
     * A file that the steps wrote for an output.
     *
     * @param path relative to the repository's root, or beginning with {@code $CODEX_OUTPUT_DIR/}
     * @param limit the largest accepted size in bytes
     * @throws io.github.hirakuarai.codexrunner.model.RunnerException with {@code NOT_FOUND} when it is not there, is no
     *     regular file, leads outside, or is larger
     */
    byte[] readOutput(String path, int limit);

    /**
     * Puts the workspace back: what the steps left becomes a commit on the run's local branch, and what was checked out before
     * is checked out again. Called at most once, after the last step; {@link #close} does it when nobody has.
     *
     * @param done whether the run succeeded: then of the local branches of such runs the newest {@code keepBranches} stay
     * @return what could not be put back, a sentence each with its cause and what to do
     */
    default List<String> putBack(boolean done, int keepBranches) {
        return List.of();
    }

    /**
     * Frees the workdir, put back. Without a {@link #checkout} nothing is touched. Closing it twice is harmless.
     */
    @Override
    void close();
}
