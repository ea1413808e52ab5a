package io.github.hirakuarai.codexrunner.engine;

import org.jspecify.annotations.Nullable;

/**
 * What came of one brief in a run.
 *
 * @param assessment what the gate said of it, when it was asked last
 * @param ended how its attempt ended; null when none was made
 */
public record Outcome(Assessment assessment, RunEvent.@Nullable Ended ended) {

    static Outcome untouched(Assessment assessment) {
        return new Outcome(assessment, null);
    }
}
