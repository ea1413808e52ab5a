package io.github.hirakuarai.codexrunner.spi;

import org.jspecify.annotations.Nullable;

/**
 * The use of a forge so far, for metrics.
 *
 * @param requests how many requests were sent since the plugin was opened, answered or not
 * @param quotaLeft how many requests are left until the forge renews its limit, as last reported; null if unknown
 */
public record ForgeUse(long requests, @Nullable Long quotaLeft) {

    /** Nothing is known. */
    public static final ForgeUse UNKNOWN = new ForgeUse(0, null);
}
