package io.github.hirakuarai.codexrunner.executor.local;

import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.testkit.contract.ExecutorGitContract;
import io.github.hirakuarai.codexrunner.testkit.contract.Part;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Steps work with the user's own git on this machine, in whose locale no name is anything but bytes. */
@Part(number = 1, of = 3)
class LocalGitTest extends ExecutorGitContract {

    @Override
    protected Executor makeExecutor(Path stateDir, Path home) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("LC_ALL", "C");
        return Lanes.executor(stateDir, home, environment);
    }

    @Override
    protected Lane lane(Lane.WorkspaceMode mode) {
        return Lanes.lane(mode);
    }
}
