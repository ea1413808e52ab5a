package io.github.hirakuarai.codexrunner.spi;

/**
 * The run's branch on the forge.
 *
 * @param name without {@code refs/heads/}
 * @param commit 40 hexadecimal digits
 * @param base the branch that it starts from, which exists
 * @param created whether this run has just created it and delivered no output on it yet, so that it has no pull request
 */
public record PublishedBranch(String name, String commit, String base, boolean created) {

    /** A branch of which something may be there already. */
    public PublishedBranch(String name, String commit, String base) {
        this(name, commit, base, false);
    }

    /** The same, once something may be there. */
    public PublishedBranch known() {
        return new PublishedBranch(name, commit, base);
    }
}
