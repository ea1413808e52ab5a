package io.github.hirakuarai.codexrunner.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an output adds to the run's branch.
 *
 * @param message the commit message, not yet sanitized
 * @param files paths or globs, from the repository's root, of what the steps changed; may be empty
 * @param allowMissing whether an entry of {@code files} may match no changed path
 * @param report a report of the run to commit beside them, or null for none
 */
public record CommitPlan(
        String message,
        List<String> files,
        boolean allowMissing,
        @Nullable ReportPlan report) {

    public CommitPlan {
        files = List.copyOf(files);
    }

    /** Creates a plan with files that the steps changed, without a report. */
    public CommitPlan(String message, List<String> files, boolean allowMissing) {
        this(message, files, allowMissing, null);
    }
}
