package io.github.hirakuarai.codexrunner.forge;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A status of a commit.
 *
 * @param id the status's
 * @param commit 40 hexadecimal digits
 * @param state {@code error}, {@code failure}, {@code pending} or {@code success}
 * @param context what reports it
 * @param description for people, or null
 * @param targetUrl more about it, or null
 * @param creator who reported it
 * @param at when
 */
record StatusEntry(
        long id,
        String commit,
        String state,
        String context,
        @Nullable String description,
        @Nullable String targetUrl,
        ForgeUser creator,
        Instant at) {}
