package io.github.hirakuarai.codexrunner.spi;

import org.jspecify.annotations.Nullable;

/**
 * What an output would do.
 *
 * @param summary one line for people: {@code pull request "…" with reports/x.md}
 * @param commit what it puts on the run's branch, or null for nothing
 */
public record OutputPlan(String summary, @Nullable CommitPlan commit) {}
