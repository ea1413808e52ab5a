package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.Account;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What only GraphQL tells of a document, all of one moment.
 *
 * @param body its text
 * @param editor who edited it last, or null when nobody did
 * @param editedAt when, or null when nobody did
 * @param minimized whether somebody hid it
 */
record LastEdit(
        String body, @Nullable Account editor, @Nullable Instant editedAt, boolean minimized) {}
