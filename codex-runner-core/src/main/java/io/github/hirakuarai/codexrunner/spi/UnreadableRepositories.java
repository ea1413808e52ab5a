package io.github.hirakuarai.codexrunner.spi;

import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;

/** Is told of the repositories and issues that a source could not read, so that one of them does not hide the others. */
@FunctionalInterface
public interface UnreadableRepositories {

    /**
     * Takes one repository; called by the thread that asked the source.
     *
     * @param why an exception of the category {@code UNAVAILABLE} that concerns this repository only
     * @throws RunnerException {@code why}, when whoever asks wants all repositories or none
     */
    void add(RepositoryName repository, RunnerException why);

    /**
     * Takes one issue of which the source gives no document, or a part only: its briefs are held, and those of others run.
     * As {@link #add} is called; by default the whole repository counts as one that cannot be read.
     *
     * @param number of the issue or pull request; 0 for something in the repository that does not tell its number
     * @param why an exception of the category {@code UNAVAILABLE} that concerns this issue only
     * @throws RunnerException {@code why}, when whoever asks wants all of the repository or nothing
     */
    default void addIssue(RepositoryName repository, int number, RunnerException why) {
        throw why;
    }
}
