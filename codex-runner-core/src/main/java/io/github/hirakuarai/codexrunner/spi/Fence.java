package io.github.hirakuarai.codexrunner.spi;

/**
 * Stands before every write: says whether the runner still holds its claim. Called right before each request that
 * changes anything, by whoever sends it. Safe for many threads.
 */
@FunctionalInterface
public interface Fence {

    /** For writes that belong to no claim: the operator's own. */
    Fence OPEN = () -> {};

    /**
     * Returns when the claim holds.
     *
     * @throws io.github.hirakuarai.codexrunner.model.RunnerException with {@code LEASE_LOST} when it does not, or cannot
     *     be known to: the caller writes nothing
     */
    void check();
}
