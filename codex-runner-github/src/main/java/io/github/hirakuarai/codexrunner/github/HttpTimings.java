package io.github.hirakuarai.codexrunner.github;

import java.time.Duration;

/**
 * How patient the client is with one request.
 *
 * @param connect until a connection stands
 * @param answer until the whole answer is here
 * @param retries how often a read, or a write that may be repeated, is tried again
 * @param pause before the first of these; it doubles
 */
record HttpTimings(Duration connect, Duration answer, int retries, Duration pause) {

    static final HttpTimings DEFAULT =
            new HttpTimings(Duration.ofSeconds(10), Duration.ofSeconds(30), 3, Duration.ofMillis(500));
}
