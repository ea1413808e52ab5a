package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.DocumentKind;
import java.net.URI;
import java.time.Instant;

/**
 * A comment as the API gives it.
 *
 * @param kind of the conversation, or of a pull request's diff
 * @param id its numeric id
 * @param nodeId its id in GraphQL; empty when the forge gives none
 * @param number of the issue or pull request that it belongs to
 * @param body its text
 * @param author who wrote it
 * @param createdAt when it was written
 * @param updatedAt when the forge last touched it
 * @param url the page for people
 */
record CommentEntry(
        DocumentKind kind,
        long id,
        String nodeId,
        int number,
        String body,
        Account author,
        Instant createdAt,
        Instant updatedAt,
        URI url) {}
