package io.github.hirakuarai.codexrunner.executor.local;

import io.github.hirakuarai.codexrunner.executor.host.HostExecutor;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.spi.Executor;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lanes and executors of tests. */
final class Lanes {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T05:04:03Z"), ZoneOffset.UTC);

    private Lanes() {}

    static Lane lane(Lane.WorkspaceMode mode) {
        return lane(mode, null);
    }

    static Lane lane(Lane.WorkspaceMode mode, @Nullable String user) {
        return new Lane("test-lane", "local", mode, true, List.of(), false, Set.of(), user, Map.of());
    }

    static Executor executor(Path stateDir, Path home) {
        return executor(stateDir, home, System.getenv());
    }

    static Executor executor(Path stateDir, Path home, Map<String, String> variables) {
        Map<String, String> environment = new HashMap<>(variables);
        environment.put("HOME", home.toString());
        LocalAccess access = new LocalAccess(
                environment,
                "devbox",
                System.getProperty("user.name"),
                user -> new Account(Account.of(user, environment).group(), home.toString()));
        return new HostExecutor(CLOCK, access);
    }
}
