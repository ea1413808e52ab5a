package io.github.hirakuarai.codexrunner.executor.host;

import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RunId;
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

/** Lanes and executors of tests, on the plainest host that there is: a bash of this machine. */
final class Hosts {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T05:04:03Z"), ZoneOffset.UTC);

    private Hosts() {}

    static Lane lane(Lane.WorkspaceMode mode) {
        return new Lane("test-lane", "plain", mode, true, List.of(), false, Set.of(), null, Map.of());
    }

    static Executor executor(Path stateDir, Path home, TreeMode strongest) {
        return executor(stateDir, home, strongest, System.getenv());
    }

    static Executor executor(Path stateDir, Path home, TreeMode strongest, Map<String, String> variables) {
        Map<String, String> environment = new HashMap<>(variables);
        environment.put("HOME", home.toString());
        environment.remove("XDG_STATE_HOME");
        return new HostExecutor(CLOCK, new Plain(environment), strongest);
    }

    /** Starts commands on this machine, with a given environment. */
    private record Plain(Map<String, String> environment) implements HostAccess {

        @Override
        public String name(Lane lane) {
            return "the plainest host";
        }

        @Override
        public Host open(Lane lane, @Nullable RunId run) {
            return command -> {
                ProcessBuilder builder = new ProcessBuilder(command);
                builder.environment().clear();
                builder.environment().putAll(environment);
                return builder.start();
            };
        }
    }
}
