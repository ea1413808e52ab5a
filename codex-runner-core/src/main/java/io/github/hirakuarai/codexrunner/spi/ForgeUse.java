package io.github.hirakuarai.codexrunner.spi;

import org.jspecify.annotations.Nullable;

/**
 * What a forge was asked for so far, for those who watch over a service.
 *
 * @param requests how many requests were sent since the plugin was opened, answered or not
 * @param quotaLeft how many more the forge takes until its limit is renewed, as it said last; null when it says nothing
 */
public record ForgeUse(long requests, @Nullable Long quotaLeft) {

    /** Nothing is known. */
    public static final ForgeUse UNKNOWN = new ForgeUse(0, null);
}
