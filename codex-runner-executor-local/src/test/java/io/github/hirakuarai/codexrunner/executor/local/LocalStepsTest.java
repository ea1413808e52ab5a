package io.github.hirakuarai.codexrunner.executor.local;

import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.testkit.contract.ExecutorStepContract;
import io.github.hirakuarai.codexrunner.testkit.contract.Part;
import java.nio.file.Path;

/** Steps hold the contract where processes are found by their cgroup. */
@Part(number = 2, of = 3)
class LocalStepsTest extends ExecutorStepContract {

    @Override
    protected Executor makeExecutor(Path stateDir, Path home) {
        return Lanes.executor(stateDir, home);
    }

    @Override
    protected Lane lane(Lane.WorkspaceMode mode) {
        return Lanes.lane(mode);
    }
}
