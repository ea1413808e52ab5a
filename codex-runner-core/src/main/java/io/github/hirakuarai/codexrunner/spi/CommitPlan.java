package io.github.hirakuarai.codexrunner.spi;

import java.util.List;

/**
 * What an output wants on the run's branch.
 *
 * @param message the commit message, ungated
 * @param files paths or globs, from the repository's root, of what the steps changed; may be empty
 * @param allowMissing whether an entry of {@code files} may match no changed path
 */
public record CommitPlan(String message, List<String> files, boolean allowMissing) {

    public CommitPlan {
        files = List.copyOf(files);
    }
}
