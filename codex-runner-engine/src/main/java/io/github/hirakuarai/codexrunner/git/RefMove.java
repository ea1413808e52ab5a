package io.github.hirakuarai.codexrunner.git;

import org.jspecify.annotations.Nullable;

/**
 * A compare-and-set of one ref on the server.
 *
 * @param ref its whole name: {@code refs/heads/…}
 * @param from the commit that must stand there now, in 40 hexadecimal digits; null when the ref must be absent
 * @param to the commit that shall stand there; it need not descend from {@code from}; null to remove the
 *     ref
 */
public record RefMove(
        String ref, @Nullable String from, @Nullable String to) {}
