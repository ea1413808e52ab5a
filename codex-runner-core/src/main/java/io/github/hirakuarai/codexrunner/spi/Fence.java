package io.github.hirakuarai.codexrunner.spi;

/**
 * Checks whether the runner still holds its claim. Whoever sends a request that writes calls it right before.
 * Thread-safe.
 */
@FunctionalInterface
public interface Fence {

    /** Allows every write. For writes of the operator, which belong to no claim. */
    Fence OPEN = () -> {};

    /**
     * Returns if the claim is held.
     *
     * @throws io.github.hirakuarai.codexrunner.model.RunnerException with {@code LEASE_LOST} if it is not, or
     *     this is unknown: the caller must not write
     */
    void check();
}
