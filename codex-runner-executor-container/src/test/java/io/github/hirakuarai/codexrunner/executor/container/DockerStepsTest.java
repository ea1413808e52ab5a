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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;

/** Steps in a container hold the contract by the command line of docker, too. */
@Tag("slow")
@EnabledIf(value = "isThere", disabledReason = "docker's command line or podman is not there")
class DockerStepsTest extends ExecutorStepContract {

    private DockerOnPodman docker;

    static boolean isThere() throws Exception {
        return DockerOnPodman.isThere();
    }

    @Override
    protected Executor makeExecutor(Path stateDir, Path home) throws Exception {
        Podman podman = Podman.in(Files.createDirectory(home.resolve("podman")));
        docker = new DockerOnPodman(podman, home.resolve("docker.sock"));
        return new HostExecutor(Clock.systemUTC(), new ContainerAccess(docker.environment()));
    }

    @Override
    protected Lane lane(Lane.WorkspaceMode mode) {
        return docker.lane(Map.of(), folder);
    }

    @AfterEach
    void endDocker() throws Exception {
        docker.close();
    }
}
