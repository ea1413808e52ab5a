package io.github.hirakuarai.codexrunner.model;

import java.time.Duration;
import java.time.Instant;

/**
 * The result of a step.
 *
 * @param ordinal the position of the step in the brief, from 1
 * @param step the step
 * @param exit how it ended
 * @param startedAt when it was started
 * @param elapsed how long it ran; zero when it was skipped
 * @param outputTail the beginning and the end of both streams, and lines between that name an error: raw, untrusted text.
 *     Where something is missing it says {@code [… 12 lines left out …]} on a line of its own, or {@code [… 3400 bytes left
 *     out …]} inside of a line
 */
public record StepResult(
        int ordinal, Step step, StepExit exit, Instant startedAt, Duration elapsed, String outputTail) {}
