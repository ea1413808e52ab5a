package io.github.hirakuarai.codexrunner.forge;

import java.time.Instant;

/**
 * A reaction to an issue or comment.
 *
 * @param id the reaction's
 * @param user who reacts
 * @param content GitHub's word: {@code +1}, {@code eyes}, {@code rocket}, …
 * @param at when
 */
record ReactionEntry(long id, ForgeUser user, String content, Instant at) {}
