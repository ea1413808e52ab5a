package io.github.hirakuarai.codexrunner.executor.local;

import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.spi.Executor;
import java.nio.file.Path;

/** As the runner's own user. */
class LocalAnyStepsTest extends AnySteps {

    @Override
    protected Executor makeExecutor(Path stateDir, Path home) {
        return Lanes.executor(stateDir, home);
    }

    @Override
    protected Lane lane(Lane.WorkspaceMode mode) {
        return Lanes.lane(mode);
    }
}
