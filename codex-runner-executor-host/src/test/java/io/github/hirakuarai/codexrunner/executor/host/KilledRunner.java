package io.github.hirakuarai.codexrunner.executor.host;

import io.github.hirakuarai.codexrunner.model.Action;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.model.Step;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.StepEnvironment;
import io.github.hirakuarai.codexrunner.spi.StepRequest;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.spi.WorkspaceRequest;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** A runner that a test kills: {@code STATE HOME CLONE URL BRANCH MIRROR BASE SCRIPT}. */
final class KilledRunner {

    private static final Duration LEASE = Duration.ofSeconds(2);

    private KilledRunner() {}

    public static void main(String... words) {
        Executor executor = Hosts.executor(Path.of(words[0]), Path.of(words[1]), TreeMode.SESSION);
        Workspace workspace = executor.open(new WorkspaceRequest(
                new RunId("20261121T050403Z-7-body-4f1a09"),
                Hosts.lane(Lane.WorkspaceMode.IN_PLACE),
                words[2],
                URI.create(words[3]),
                words[4],
                Duration.ofSeconds(1),
                LEASE));
        Thread renewal = new Thread(() -> {
            while (true) {
                workspace.renew(LEASE, Duration.ofSeconds(1));
                LockSupport.parkNanos(LEASE.dividedBy(4).toNanos());
            }
        });
        renewal.setDaemon(true);
        renewal.start();
        workspace.checkout(Path.of(words[5]), words[6]);
        Duration limit = Duration.ofSeconds(60);
        Step step = new Step("killed", new Action.Shell(words[7]), limit, Map.of(), false, false);
        workspace.run(
                new StepRequest(1, step, new StepEnvironment(Map.of(), Set.of(), Set.of()), limit, 1 << 20, 0),
                (bytes, offset, length) -> {},
                new CancellationToken());
    }
}
