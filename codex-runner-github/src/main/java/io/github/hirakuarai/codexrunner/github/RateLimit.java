package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.spi.RateLimitedException;
import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * Knows until when the forge wants to be left alone. GitHub says so by 403 or 429 with {@code Retry-After}, or with {@code
 * X-RateLimit-Remaining: 0} and {@code X-RateLimit-Reset}; without either at least a minute, doubled each time. Safe for many threads.
 */
final class RateLimit {

    /** As comments on issues have it. */
    private static final DateTimeFormatter TEXT = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final Duration LONGEST = Duration.ofHours(1);

    private final Clock clock;
    private final String host;
    private Instant until = Instant.MIN;
    private final Duration shortest;
    private Duration unexplained;

    /** @param shortest how long to stay away after a limit that does not say how long; it doubles */
    RateLimit(Clock clock, String host, Duration shortest) {
        this.clock = clock;
        this.host = host;
        this.shortest = shortest;
        this.unexplained = shortest;
    }

    /** Returns when a request may leave now. */
    synchronized void check() {
        if (clock.instant().isBefore(until)) {
            throw exception();
        }
    }

    /** An answer came that limits nothing. */
    synchronized void passed() {
        unexplained = shortest;
    }

    /** Whether an answer means that there were too many requests, and not that this one is forbidden. */
    static boolean limits(int status, HttpHeaders headers, String message) {
        return status == 429
                || (status == 403
                        && (headers.firstValue("Retry-After").isPresent()
                                || headers.firstValue("X-RateLimit-Remaining").equals(Optional.of("0"))
                                || message.contains("rate limit")));
    }

    /** Takes a limiting answer in. */
    synchronized RateLimitedException limited(HttpHeaders headers) {
        Instant now = clock.instant();
        Duration wait = retryAfter(headers, now).or(() -> reset(headers, now)).orElseGet(() -> {
            Duration minutes = unexplained;
            unexplained = shorter(unexplained.multipliedBy(2), LONGEST);
            return minutes;
        });
        until = now.plus(wait.isNegative() ? Duration.ofSeconds(1) : shorter(wait, LONGEST));
        return exception();
    }

    private RateLimitedException exception() {
        return new RateLimitedException(
                host + " limits the number of requests until " + TEXT.format(until)
                        + "; no request is sent before then",
                until);
    }

    private static Optional<Duration> retryAfter(HttpHeaders headers, Instant now) {
        return headers.firstValue("Retry-After").flatMap(text -> {
            try {
                return Optional.of(Duration.ofSeconds(Integer.parseInt(text.strip())));
            } catch (NumberFormatException e) {
                return date(text).map(date -> Duration.between(serverTime(headers, now), date));
            }
        });
    }

    private static Optional<Duration> reset(HttpHeaders headers, Instant now) {
        if (!headers.firstValue("X-RateLimit-Remaining").equals(Optional.of("0"))) {
            return Optional.empty();
        }
        return headers.firstValue("X-RateLimit-Reset").flatMap(text -> {
            try {
                // A second more, because the header is cut to whole seconds.
                return Optional.of(Duration.between(
                        serverTime(headers, now), Instant.ofEpochSecond(Long.parseLong(text.strip()) + 1)));
            } catch (NumberFormatException | DateTimeException e) {
                return Optional.empty();
            }
        });
    }

    /** The forge's own time, so that a wrong clock here does not matter. */
    private static Instant serverTime(HttpHeaders headers, Instant otherwise) {
        return headers.firstValue("Date").flatMap(RateLimit::date).orElse(otherwise);
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
