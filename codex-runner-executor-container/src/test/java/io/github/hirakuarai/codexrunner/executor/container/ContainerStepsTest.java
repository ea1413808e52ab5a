package io.github.hirakuarai.codexrunner.executor.container;

import io.github.hirakuarai.codexrunner.executor.host.HostExecutor;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.testkit.contract.ExecutorStepContract;
import io.github.hirakuarai.codexrunner.testkit.scene.Podman;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;

/** Steps in a container hold the contract. */
@Tag("slow")
@EnabledIf(value = "isThere", disabledReason = "podman is not there")
class ContainerStepsTest extends ExecutorStepContract {

    private Podman podman;

    static boolean isThere() throws Exception {
        return Podman.isThere();
    }

    @Override
    protected Executor makeExecutor(Path stateDir, Path home) throws Exception {
        podman = Podman.in(Files.createDirectory(home.resolve("podman")));
        return new HostExecutor(Clock.systemUTC(), new ContainerAccess(podman.environment()));
    }

    @Override
    protected Lane lane(Lane.WorkspaceMode mode) {
        return podman.lane(Map.of(), folder);
    }
}
