package io.github.hirakuarai.codexrunner.spi;

import io.github.hirakuarai.codexrunner.model.Step;
import java.time.Duration;

/**
 * One step to run.
 *
 * @param ordinal its place in the brief, from 1
 * @param step what to run
 * @param environment what it finds in its environment
 * @param timeout after which its process tree is ended
 * @param outputLimit bytes of output that are kept; what the step writes beyond is read and dropped
 * @param outputOffset bytes of output that the sink has already; more than 0 only for a step that an earlier process of the
 *     runner began
 */
public record StepRequest(
        int ordinal, Step step, StepEnvironment environment, Duration timeout, long outputLimit, long outputOffset) {}
