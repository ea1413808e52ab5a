package io.github.hirakuarai.codexrunner.model;

import java.time.Duration;
import java.time.Instant;

/**
 * What came of one step.
 *
 * @param ordinal the step's place in the brief, from 1
 * @param step what was run
 * @param exit how it ended
 * @param startedAt when it was started
 * @param elapsed how long it ran; zero when it was skipped
 * @param outputTail the last lines it wrote, on both streams: raw, an attacker's text
 */
public record StepResult(
        int ordinal, Step step, StepExit exit, Instant startedAt, Duration elapsed, String outputTail) {}
