package io.github.hirakuarai.codexrunner.ledger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Two clocks that a test sets. */
final class TestClock extends Clock {

    private Instant wall;
    private long nanos;

    TestClock(Instant start) {
        this.wall = start;
    }

    LedgerClock ledgerClock() {
        return new LedgerClock(this, () -> nanos, "codex-runner", "codex-runner@example.org");
    }

    /** Both run on. */
    void forward(Duration time) {
        setWallForward(time);
        runNanos(time);
    }

    void setWallForward(Duration time) {
        wall = wall.plus(time);
    }

    void runNanos(Duration time) {
        nanos += time.toNanos();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Instant instant() {
        return wall;
    }
}
