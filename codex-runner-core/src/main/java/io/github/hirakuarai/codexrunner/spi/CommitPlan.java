package io.github.hirakuarai.codexrunner.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an output adds to the run's branch.
 *
 * @param message the commit message, not yet sanitized
 * @param files paths or globs, from the repository's root, of what the steps changed; may be empty. What the output brings itself
 *     is in {@link OutputHandler#files}
 * @param allowMissing whether an entry of {@code files} may match no changed path
 * @param report a report of the run to commit beside them, or null for none
 * @param base the branch that the commit is proposed for; null for the base of the run
 */
public record CommitPlan(
        String message,
        List<String> files,
        boolean allowMissing,
        @Nullable ReportPlan report,
        @Nullable String base) {

    public CommitPlan {
        files = List.copyOf(files);
    }

    /** Creates a plan with files and a report, for the base of the run. */
    public CommitPlan(String message, List<String> files, boolean allowMissing, @Nullable ReportPlan report) {
        this(message, files, allowMissing, report, null);
    }

    /** Creates a plan with files that the steps changed, without a report. */
    public CommitPlan(String message, List<String> files, boolean allowMissing) {
        this(message, files, allowMissing, null, null);
    }

    /** Returns the same plan for another base. */
    public CommitPlan into(@Nullable String other) {
        return new CommitPlan(message, files, allowMissing, report, other);
    }
}
