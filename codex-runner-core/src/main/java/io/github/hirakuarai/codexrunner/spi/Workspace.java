package io.github.hirakuarai.codexrunner.spi;

import io.github.hirakuarai.codexrunner.model.FileChange;
import io.github.hirakuarai.codexrunner.model.StepExit;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

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
     * Checks out the base commit, on a local branch with the run's name. Called once, before the first step.
     *
     * @param mirror a bare repository on the runner's machine that holds the base commit
     * @param baseCommit 40 hexadecimal digits
     */
    void checkout(Path mirror, String baseCommit);

    /**
     * Runs a step in a new process, and returns when it and everything it started have ended.
     *
     * @param sink receives the output as it arrives, on threads of the executor, one call at a time
     * @param cancellation ends the step's whole process tree: TERM, then after the grace time KILL
     */
    StepExit run(StepRequest request, StepSink sink, CancellationToken cancellation);

    /** Returns every path that differs from the base commit, except for ignored files, sorted. */
    List<FileChange> changes();

    /** The difference from the base commit as a unified diff, at most about so many characters. Raw: an attacker's text. */
    String diff(int limit);

    /** Returns what the steps did to Git, for the report: commits, other branches. Empty if nothing. */
    List<String> gitNotes();

    /**
     * The bytes at a changed path; for a symbolic link those of its target's name. The caller closes the stream.
     *
     * @param path from the repository's root, as {@link #changes} gives it
     */
    InputStream read(String path);

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
     * Restores the workdir: commits the steps' changes to the run's local branch and checks out what was checked out before.
     * Then the workdir is free. Without a {@link #checkout} nothing changes. May be closed twice.
     */
    @Override
    void close();
}
