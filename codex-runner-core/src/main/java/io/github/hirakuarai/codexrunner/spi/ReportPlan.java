package io.github.hirakuarai.codexrunner.spi;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A Markdown report of the run that an output adds to the run's branch. The runner writes it after the steps have ended.
 *
 * @param path relative to the root of the repository
 * @param title its heading, not yet sanitized; null for a heading with the brief's id
 * @param parts what it contains besides the facts of the run
 */
public record ReportPlan(String path, @Nullable String title, Set<Part> parts) {

    /** The optional parts of a report. */
    public enum Part {
        /** The last lines that each step wrote. */
        LOG,
        /** What the steps changed. */
        DIFF
    }

    public ReportPlan {
        parts = Set.copyOf(parts);
    }
}
