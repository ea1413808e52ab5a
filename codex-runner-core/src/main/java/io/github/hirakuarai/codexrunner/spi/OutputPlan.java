package io.github.hirakuarai.codexrunner.spi;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an output will do.
 *
 * @param summary one line for display: {@code pull request "…" with reports/x.md}
 * @param commit what it adds to the run's branch, or null
 */
public record OutputPlan(String summary, @Nullable CommitPlan commit) {
    public OutputPlan {
        Objects.requireNonNull(summary, "a plan without a summary");
    }
}
