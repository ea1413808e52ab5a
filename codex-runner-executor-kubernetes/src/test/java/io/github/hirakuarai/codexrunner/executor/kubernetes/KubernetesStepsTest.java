package io.github.hirakuarai.codexrunner.executor.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.executor.host.HostExecutor;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.testkit.contract.ExecutorStepContract;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

/** Steps in pods hold the contract. */
@Tag("slow")
class KubernetesStepsTest extends ExecutorStepContract {

    private TestCluster cluster;

    @Override
    protected Executor makeExecutor(Path stateDir, Path home) throws Exception {
        cluster = new TestCluster(home.resolve("cluster"));
        return new HostExecutor(Clock.systemUTC(), new KubernetesAccess(Clock.systemUTC()));
    }

    @Override
    protected Lane lane(Lane.WorkspaceMode mode) {
        return cluster.lane(Map.of());
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        try (TestCluster ended = cluster) {
            assertThat(ended.objects()).as("pods").isEmpty();
            for (PodProcesses pod : ended.processes()) {
                long end = System.nanoTime() + 10_000_000_000L;
                until(() -> pod.others().isEmpty() || System.nanoTime() > end);
                assertThat(pod.others()).as("processes in the pod").isEmpty();
            }
        }
    }
}
