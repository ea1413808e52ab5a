package io.github.hirakuarai.codexrunner.github;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WritePaceTest {

    private final FastWaiting waiting = new FastWaiting();
    private final WritePace pace = new WritePace(waiting);

    @Test
    void twentyWritesGoAtOnceAndThenOneASecond() throws InterruptedException {
        write(20, false);
        assertThat(waiting.waits()).isEmpty();

        write(3, false);
        assertThat(waiting.waits()).containsExactly(seconds(1), seconds(1), seconds(1));
    }

    @Test
    void aPauseFillsTheBurstAgainAndNoFurther() throws InterruptedException {
        write(20, false);
        waiting.pass(Duration.ofHours(1));

        write(21, false);
        assertThat(waiting.waits()).containsExactly(seconds(1));
    }

    @Test
    void anHourSeesNoMoreThan500Creations() throws InterruptedException {
        long start = waiting.nanoTime();
        int creations = 0;
        while (waiting.nanoTime() - start < Duration.ofHours(1).toNanos()) {
            write(1, true);
            creations++;
        }

        assertThat(creations).isBetween(450, 500);
    }

    private void write(int times, boolean creates) throws InterruptedException {
        for (int i = 0; i < times; i++) {
            pace.await(creates);
        }
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }
}
