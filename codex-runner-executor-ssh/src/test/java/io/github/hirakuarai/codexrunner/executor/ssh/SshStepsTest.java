package io.github.hirakuarai.codexrunner.executor.ssh;

import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.testkit.contract.ExecutorStepContract;
import io.github.hirakuarai.codexrunner.testkit.contract.Part;
import io.github.hirakuarai.codexrunner.testkit.contract.Sshd;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Steps on a real host hold the contract. */
@Part(number = 1, of = 3)
class SshStepsTest extends ExecutorStepContract {

    private Sshd sshd;

    @BeforeEach
    void startHost() throws Exception {
        Path home = folder.toRealPath();
        sshd = Sshd.start(home.resolve("sshd"), home);
    }

    @AfterEach
    void stopHost() throws Exception {
        if (sshd != null) {
            sshd.close();
        }
    }

    @Override
    protected Executor makeExecutor(Path stateDir, Path home) {
        return Lanes.executor(stateDir, home);
    }

    @Override
    protected Lane lane(Lane.WorkspaceMode mode) {
        return sshd.lane(mode);
    }
}
