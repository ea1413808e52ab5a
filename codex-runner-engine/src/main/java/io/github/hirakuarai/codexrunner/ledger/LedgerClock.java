package io.github.hirakuarai.codexrunner.ledger;

import io.github.hirakuarai.codexrunner.git.Commits;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.function.LongSupplier;

/**
 * Time for the ledger, by two clocks: a wall clock, which may be set, and one that only runs forward but may stand still
 * while the machine sleeps. Whichever ran further counts. Safe for many threads.
 */
public final class LedgerClock {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Clock wall;
    private final LongSupplier nanoTime;
    private final String name;
    private final String email;

    /**
     * @param nanoTime as {@link System#nanoTime}
     * @param name who signs the ledger's commits
     * @param email who signs the ledger's commits
     */
    public LedgerClock(Clock wall, LongSupplier nanoTime, String name, String email) {
        this.wall = wall;
        this.nanoTime = nanoTime;
        this.name = name;
        this.email = email;
    }

    Instant now() {
        return wall.instant();
    }

    Commits.Committer signature() {
        return new Commits.Committer(name, email, now());
    }

    String nonce() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Both clocks now. */
    public Reading read() {
        return new Reading(wall.instant(), nanoTime.getAsLong());
    }

    /** The time since a reading, by the clock that only runs forward. */
    public Duration elapsed(Reading reading) {
        return Duration.ofNanos(nanoTime.getAsLong() - reading.nanos());
    }

    /** The time since a reading, by the clock that ran further. */
    Duration since(Reading reading) {
        Duration byWall = Duration.between(reading.wall(), wall.instant()).abs();
        Duration byNanos = Duration.ofNanos(nanoTime.getAsLong() - reading.nanos());
        return byWall.compareTo(byNanos) > 0 ? byWall : byNanos;
    }

    /**
     * Both clocks at one moment.
     *
     * @param wall the wall clock
     * @param nanos the clock that only runs forward
     */
    public record Reading(Instant wall, long nanos) {}
}
