package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.spi.Settings;
import io.github.hirakuarai.codexrunner.yaml.Quantities;
import java.time.Duration;

/**
 * How patient the client is with one request.
 *
 * @param connect until a connection stands
 * @param answer until the whole answer is here
 * @param retries how often a read, or a write that may be repeated, is tried again
 * @param pause before the first of these; it doubles
 * @param paced whether writes keep to GitHub's limits
 */
record HttpTimings(Duration connect, Duration answer, int retries, Duration pause, boolean paced) {

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final int RETRIES = 3;
    private static final int PAUSES_PER_ANSWER = 60;

    /** How long to stay away when the forge wants fewer requests and does not say for how long: GitHub wants a minute. */
    Duration backOff() {
        return answer.multipliedBy(2);
    }

    /** As the keys {@code github.timeout} and {@code github.paced} say. */
    static HttpTimings of(Settings settings) {
        Duration answer =
                settings.text("github.timeout").flatMap(Quantities::duration).orElse(ANSWER);
        return new HttpTimings(
                answer.compareTo(CONNECT) < 0 ? answer : CONNECT,
                answer,
                RETRIES,
                answer.dividedBy(PAUSES_PER_ANSWER),
                settings.flag("github.paced", true));
    }
}
