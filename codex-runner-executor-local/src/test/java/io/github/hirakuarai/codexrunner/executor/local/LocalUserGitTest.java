package io.github.hirakuarai.codexrunner.executor.local;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.testkit.contract.ExecutorGitContract;
import io.github.hirakuarai.codexrunner.testkit.contract.Part;
import java.nio.file.Path;

/** Steps work with the own git of another user, whom file modes stop, on this machine. */
@Part(number = 2, of = 3)
class LocalUserGitTest extends ExecutorGitContract {

    @Override
    protected Executor makeExecutor(Path stateDir, Path home) {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root may become somebody else unasked");
        return Lanes.executor(stateDir, home);
    }

    @Override
    protected void handOver() {
        Nobody.own("-R", folder.toString());
    }

    @Override
    protected Lane lane(Lane.WorkspaceMode mode) {
        return Lanes.lane(mode, Nobody.NAME);
    }
}
