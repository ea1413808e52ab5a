package io.github.hirakuarai.codexrunner.executor.local;

import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.testkit.contract.ExecutorCloneContract;
import java.nio.file.Path;

/** Unusual and hostile clones hold the contract on this machine. */
class LocalClonesTest extends ExecutorCloneContract {

    @Override
    protected Executor makeExecutor(Path stateDir, Path home) {
        return Lanes.executor(stateDir, home);
    }

    @Override
    protected Lane lane(Lane.WorkspaceMode mode) {
        return Lanes.lane(mode);
    }
}
