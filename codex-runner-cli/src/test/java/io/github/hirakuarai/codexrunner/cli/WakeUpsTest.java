package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WakeUpsTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final AtomicLong now = new AtomicLong();
    private final WakeUps wakeUps = new WakeUps(now::get);

    /** The seconds of a minute at which a service polls that is told of deliveries at some of them. */
    private List<Integer> polls(Duration least, Integer... deliveries) {
        List<Integer> polls = new ArrayList<>();
        long began = 0;
        for (int second = 0; second <= 60; second++) {
            now.set(TimeUnit.SECONDS.toNanos(second));
            if (List.of(deliveries).contains(second)) {
                wakeUps.delivered();
            }
            if (wakeUps.left(began, least, MINUTE) <= 0) {
                wakeUps.taken();
                polls.add(second);
                began = now.get();
            }
        }
        return polls;
    }

    @Test
    void withoutDeliveriesItPollsAtItsInterval() {
        assertThat(polls(Duration.ZERO)).containsExactly(60);
    }

    @Test
    void aDeliveryWakesItAtOnceAndAgainBecauseListsLagBehind() {
        assertThat(polls(Duration.ZERO, 3)).containsExactly(3, 5, 8, 13);
    }

    @Test
    void aBurstIsOneWakeInFiveSecondsAndItsLastDeliveryIsNotLost() {
        assertThat(polls(Duration.ZERO, 1, 2, 3, 4)).containsExactly(1, 3, 6, 8, 11, 16);
    }

    @Test
    void deliveriesWithoutEndAreNoMoreThanTheirWakes() {
        Integer[] always = new Integer[60];
        for (int second = 0; second < always.length; second++) {
            always[second] = second;
        }
        assertThat(polls(Duration.ZERO, always)).hasSizeLessThanOrEqualTo(26);
    }

    @Test
    void whatTheForgeAskedToWaitForIsWaitedFor() {
        assertThat(polls(Duration.ofSeconds(20), 3)).containsExactly(20);
    }

    @Test
    void whoeverWaitsIsWoken() throws Exception {
        WakeUps real = WakeUps.create();
        Thread forge = new Thread(real::delivered, "forge");
        forge.start();
        assertThat(real.await(Duration.ZERO, MINUTE)).isTrue();
        new Thread(real::end, "signal").start();
        while (real.await(Duration.ZERO, MINUTE)) {
            // The polls of the wake that came before the end.
        }
    }
}
