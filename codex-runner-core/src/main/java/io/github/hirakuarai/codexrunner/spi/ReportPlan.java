package io.github.hirakuarai.codexrunner.spi;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A Markdown report of the run that an output wants on the run's branch. The runner writes it when the steps have ended,
 * because it alone knows what came of them.
 *
 * @param path where it stands, from the repository's root
 * @param title its heading, ungated; null for one that names the brief
 * @param parts what it holds besides the facts of the run
 */
public record ReportPlan(String path, @Nullable String title, Set<Part> parts) {

    /** What a report may leave out. */
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
