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
    private static final SshTimeouts SHORT = new SshTimeouts(
            Duration.ofSeconds(2),
            SshTimeouts.USUAL.connect(),
            SshTimeouts.USUAL.keepAlive(),
            SshTimeouts.USUAL.backoff());

    private Lanes() {}

    static Executor executor(Path stateDir, Path home) {
        return new HostExecutor(
                CLOCK, new Connections(new SshHome(home, System.getProperty("user.name"), null), SHORT));
    }
}
