package io.github.hirakuarai.codexrunner.executor.kubernetes;

import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.testkit.contract.ExecutorStepContract;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Steps in pods of a real cluster hold the contract. */
@EnabledIfSystemProperty(named = GivenCluster.IMAGE, matches = ".+", disabledReason = "only in the profile kubernetes")
class GivenClusterStepsTest extends ExecutorStepContract {

    @Override
    protected Executor makeExecutor(Path stateDir, Path home) {
        return PodHarness.another();
    }

    @Override
    protected Lane lane(Lane.WorkspaceMode mode) {
        return GivenCluster.lane(Map.of());
    }

    @Test
    @Override
    protected void argumentsNeverGoThroughAShell() {
        Assumptions.abort("its program is a file of this machine");
    }
}
