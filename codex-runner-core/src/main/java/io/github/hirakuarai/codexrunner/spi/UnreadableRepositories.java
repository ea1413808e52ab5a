package io.github.hirakuarai.codexrunner.spi;

import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;

/** Is told of the repositories that a source could not read, so that one of them does not hide the others. */
@FunctionalInterface
public interface UnreadableRepositories {

    /**
     * Takes one repository; called by the thread that asked the source.
     *
     * @param why an exception of the category {@code UNAVAILABLE} that concerns this repository only
     * @throws RunnerException {@code why}, when whoever asks wants all repositories or none
     */
    void add(RepositoryName repository, RunnerException why);
}
