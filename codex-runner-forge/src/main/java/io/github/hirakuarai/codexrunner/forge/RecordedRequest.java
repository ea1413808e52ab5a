package io.github.hirakuarai.codexrunner.forge;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that reached the forge, and what came of it.
 *
 * @param number its place among the answers, from 1
 * @param answeredBefore how many requests had been answered when it arrived
 * @param at when, by the forge's clock
 * @param method in capitals
 * @param path still percent-encoded
 * @param query still percent-encoded, without the question mark; empty when there is none
 * @param actor login of the account whose token it showed; null for a stranger
 * @param requestHeaders by name in lower case, without {@code authorization}
 * @param requestBody as text; of a push its commands, a line each: the ref's old and new object, and its name; empty for
 *     git's other requests
 * @param status that was answered, or would have been had a fault not cut the connection; 0 when it was cut before the
 *     forge did anything
 * @param responseHeaders by name in lower case
 * @param responseBody as text; empty for git
 * @param write whether it asked for a change; see {@link Incoming#write}
 */
public record RecordedRequest(
        int number,
        int answeredBefore,
        Instant at,
        String method,
        String path,
        String query,
        @Nullable String actor,
        Map<String, String> requestHeaders,
        String requestBody,
        int status,
        Map<String, String> responseHeaders,
        String responseBody,
        boolean write) {

    public RecordedRequest {
        requestHeaders = Map.copyOf(requestHeaders);
        responseHeaders = Map.copyOf(responseHeaders);
    }

    /** One line, as in a server's log. */
    @Override
    public String toString() {
        return "%d %s %s%s -> %d (%s)"
                .formatted(
                        number,
                        method,
                        path,
                        query.isEmpty() ? "" : "?" + query,
                        status,
                        actor == null ? "nobody" : actor);
    }
}
