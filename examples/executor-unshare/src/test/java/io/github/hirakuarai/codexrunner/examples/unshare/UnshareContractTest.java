package io.github.hirakuarai.codexrunner.examples.unshare;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.testkit.contract.ExecutorContract;
import io.github.hirakuarai.codexrunner.testkit.memory.InMemoryPluginContext;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;

// region: contract
class UnshareContractTest extends ExecutorContract {

    @Override
    protected Executor makeExecutor(Path stateDir, Path home) {
        Map<String, String> environment = Map.of("HOME", home.toString());
        return new UnshareExecutor().open(new InMemoryPluginContext(Map.of(), stateDir).withEnvironment(environment));
    }

    @Override
    protected Lane lane(Lane.WorkspaceMode mode) {
        return Lane.of("lane", "unshare", mode, Map.of());
    }

    @BeforeAll
    static void needsNamespaces() throws Exception {
        assumeTrue(UnshareExecutorTest.mayMakeNamespaces(), "this machine lets nobody make namespaces");
    }
}
// endregion
