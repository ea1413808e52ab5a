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
 */
public record StepRequest(int ordinal, Step step, StepEnvironment environment, Duration timeout) {}
