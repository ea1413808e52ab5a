package io.github.hirakuarai.codexrunner.executor.ssh;

import io.github.hirakuarai.codexrunner.executor.host.HostExecutor;
import io.github.hirakuarai.codexrunner.spi.Executor;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/** Executors of tests. */
final class Lanes {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T05:04:03Z"), ZoneOffset.UTC);

    /** Short: a connection must be made anew whenever, and nobody may notice. */
    private static final Patience SHORT = new Patience(
            Duration.ofSeconds(2), Patience.USUAL.connect(), Patience.USUAL.keepAlive(), Patience.USUAL.backoff());

    private Lanes() {}

    static Executor executor(Path stateDir, Path home) {
        return new HostExecutor(
                stateDir, CLOCK, new Connections(new SshHome(home, System.getProperty("user.name"), null), SHORT));
    }
}
