package io.github.hirakuarai.codexrunner.spi;

import io.github.hirakuarai.codexrunner.model.FileChange;
import io.github.hirakuarai.codexrunner.model.StepExit;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/**
 * A workdir that one run holds. Used by one thread at a time, but for the cancellation of a step.
 *
 * <p>What the steps wrote is an attacker's: an implementation opens paths one component after another without following
 * links, and runs nothing that the repository's configuration, attributes or hooks name.
 */
public interface Workspace extends AutoCloseable {

    /** The steps' working directory on the host, absolute. */
    String workdir();

    /** The folder for {@code $CODEX_OUTPUT_DIR} on the host, absolute, outside the repository, empty at first. */
    String outputDir();

    /**
     * Brings the workdir to the base commit, on a local branch of the run's name. Called once, before the first step.
     *
     * @param mirror a bare repository on the runner's machine that holds the base commit
     * @param baseCommit 40 hexadecimal digits
     */
    void checkout(Path mirror, String baseCommit);

    /**
     * Runs one step in a fresh process and returns when it and everything it started has ended.
     *
     * @param sink gets the output as it comes, on threads of the executor's, one call at a time
     * @param cancellation ends the step's whole process tree: TERM, then after the grace time KILL
     */
    StepExit run(StepRequest request, StepSink sink, CancellationToken cancellation);

    /** Every path that differs from the base commit, ignored files aside, sorted by path. */
    List<FileChange> changes();

    /** The difference from the base commit as a unified diff, at most about so many characters. Raw: an attacker's text. */
    String diff(int limit);

    /** What the steps did to git itself, for the report: commits, other branches checked out. Empty when nothing. */
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
     * @param limit the most bytes that are taken
     * @throws io.github.hirakuarai.codexrunner.model.RunnerException with {@code NOT_FOUND} when it is not there, is no
     *     regular file, leads outside, or is larger
     */
    byte[] readOutput(String path, int limit);

    /**
     * Puts the workspace back: what the steps left stands committed on the run's local branch, and what was checked out
     * before is checked out again. Then the workdir is free. Without a {@link #checkout} nothing is touched. Closing it
     * twice is harmless.
     */
    @Override
    void close();
}
