package io.github.hirakuarai.codexrunner.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.spi.RateLimitedException;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private static final Instant START = SettableClock.START;

    private final SettableClock clock = new SettableClock();
    private final RateLimit limit = new RateLimit(clock, "api.github.com", Duration.ofMinutes(1));

    @Test
    void aSpentQuotaIsReckonedByTheForgesClock() {
        Instant reset = Instant.parse("2001-09-09T02:00:00Z");

        assertThat(limited(
                        "Date", "Sun, 09 Sep 2001 01:50:00 GMT",
                        "X-RateLimit-Remaining", "0",
                        "X-RateLimit-Reset", Long.toString(reset.getEpochSecond())))
                .isEqualTo(START.plusSeconds(601));
    }

    @Test
    void aRemainingQuotaIsNotWaitedFor() {
        assertThat(limited("X-RateLimit-Remaining", "4000", "X-RateLimit-Reset", "4102444800"))
                .isEqualTo(START.plusSeconds(60));
    }

    @Test
    void aDateAsRetryAfterIsReckonedByTheForgesClock() {
        assertThat(limited(
                        "Date", "Sun, 09 Sep 2001 01:50:00 GMT",
                        "Retry-After", "Sun, 09 Sep 2001 01:51:30 GMT"))
                .isEqualTo(START.plusSeconds(90));
    }

    @Test
    void nothingIsLongerThanAnHourOrShorterThanASecond() {
        assertThat(limited("Retry-After", "999999")).isEqualTo(START.plus(Duration.ofHours(1)));
        assertThat(limited("Retry-After", "-5")).isEqualTo(START.plusSeconds(1));
    }

    @Test
    void nonsenseIsTakenForNoTimeAtAll() {
        assertThat(limited("Retry-After", "soon")).isEqualTo(START.plusSeconds(60));
    }

    @Test
    void aWaitThatIsNotExplainedDoublesUpToAnHour() {
        for (int minutes : List.of(1, 2, 4, 8, 16, 32, 60, 60)) {
            assertThat(limited()).isEqualTo(START.plus(Duration.ofMinutes(minutes)));
        }
    }

    @Test
    void theWaitEndsAtItsInstant() {
        limited("Retry-After", "10");

        clock.pass(Duration.ofMillis(9_999));
        assertThatThrownBy(limit::check).isInstanceOf(RateLimitedException.class);
        clock.pass(Duration.ofMillis(1));
        limit.check();
    }

    private Instant limited(String... headers) {
        Map<String, List<String>> map = new HashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            map.put(headers[i], List.of(headers[i + 1]));
        }
        return limit.limited(HttpHeaders.of(map, (name, value) -> true)).until();
    }
}
