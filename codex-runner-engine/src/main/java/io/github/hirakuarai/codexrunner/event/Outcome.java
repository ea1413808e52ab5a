package io.github.hirakuarai.codexrunner.event;

import org.jspecify.annotations.Nullable;

/**
 * What came of one brief in a run.
 *
 * @param evaluation what the gate said of it, when it was asked last
 * @param ended how its attempt ended; null when none was made
 */
public record Outcome(Evaluation evaluation, RunEvent.@Nullable Ended ended) {}
