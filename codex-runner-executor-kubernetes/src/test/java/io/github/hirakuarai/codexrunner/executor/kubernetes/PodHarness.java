package io.github.hirakuarai.codexrunner.executor.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.executor.host.HostExecutor;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.testkit.contract.ExecutorHarness;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A cluster for each test, in which nothing may be left. */
@Timeout(120)
abstract class PodHarness extends ExecutorHarness {

    TestCluster cluster;

    @Override
    protected Executor makeExecutor(Path stateDir, Path home) throws Exception {
        cluster = new TestCluster(home.resolve("cluster"));
        return another();
    }

    /** An executor as another process of the runner has it. */
    static HostExecutor another() {
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
        }
    }
}
