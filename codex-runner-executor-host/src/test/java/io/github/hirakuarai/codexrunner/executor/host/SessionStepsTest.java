package io.github.hirakuarai.codexrunner.executor.host;

import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.testkit.contract.ExecutorStepContract;
import java.nio.file.Path;

/** Steps hold the contract where processes are found by their session. */
class SessionStepsTest extends ExecutorStepContract {

    @Override
    protected Executor makeExecutor(Path stateDir, Path home) {
        return Hosts.executor(stateDir, home, TreeMode.SESSION);
    }

    @Override
    protected Lane lane(Lane.WorkspaceMode mode) {
        return Hosts.lane(mode);
    }
}
