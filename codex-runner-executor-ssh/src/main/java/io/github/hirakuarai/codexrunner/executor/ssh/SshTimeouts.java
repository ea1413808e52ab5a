package io.github.hirakuarai.codexrunner.executor.ssh;

import java.time.Duration;

/**
 * How long a lane's connection waits, and for what.
 *
 * @param idle how long one that nothing runs over is kept
 * @param connect how long a host may take with each of its first answers
 * @param keepAlive from one question whether the host is there to the next; whole seconds
 * @param backoff before a host that answered before is tried again; three times as long before each further attempt
 */
record SshTimeouts(Duration idle, Duration connect, Duration keepAlive, Duration backoff) {

    /** A connection is kept from one run of a poll to the next. */
    static final SshTimeouts USUAL = new SshTimeouts(
            Duration.ofSeconds(30), Duration.ofSeconds(20), Duration.ofSeconds(10), Duration.ofMillis(250));
}
