package io.github.hirakuarai.codexrunner.spi;

import org.jspecify.annotations.Nullable;

/**
 * An output to publish.
 *
 * @param request the output
 * @param files what the steps wrote
 * @param branch the run's branch as it was pushed; null when no output of the brief asks for a commit
 * @param fence to check before each write
 */
public record OutputDelivery(
        OutputRequest request, OutputFiles files, @Nullable PublishedBranch branch, Fence fence) {}
