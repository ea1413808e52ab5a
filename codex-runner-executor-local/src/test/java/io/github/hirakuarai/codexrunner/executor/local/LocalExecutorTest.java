package io.github.hirakuarai.codexrunner.executor.local;

import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.testkit.contract.ExecutorContract;
import java.nio.file.Path;

/** The local executor holds the contract. */
class LocalExecutorTest extends ExecutorContract {

    @Override
    protected Executor makeExecutor(Path stateDir, Path home) {
        return Lanes.executor(stateDir, home);
    }

    @Override
    protected Lane lane(Lane.WorkspaceMode mode) {
        return Lanes.lane(mode);
    }
}
