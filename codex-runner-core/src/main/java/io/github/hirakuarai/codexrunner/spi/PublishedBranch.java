package io.github.hirakuarai.codexrunner.spi;

/**
 * The run's branch on the forge.
 *
 * @param name without {@code refs/heads/}
 * @param commit 40 hexadecimal digits
 * @param base the branch that it starts from, which exists
 */
public record PublishedBranch(String name, String commit, String base) {}
