package io.github.hirakuarai.codexrunner.executor.local;

import io.github.hirakuarai.codexrunner.executor.host.HostExecutor;
import io.github.hirakuarai.codexrunner.executor.host.Keeper;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.ExecutorFactory;
import io.github.hirakuarai.codexrunner.spi.PluginContext;
import java.nio.file.Path;
import java.util.Map;

/** Makes the executor for this machine: {@code executor: local} in a lane. */
public final class LocalExecutorFactory implements ExecutorFactory {

    @Override
    public String id() {
        return "local";
    }

    @Override
    public Executor open(PluginContext context) {
        Path stateDir = context.stateDir(id());
        Map<String, String> environment = context.environment();
        UserAccess users = new UserAccess(
                environment, System.getProperty("user.name"), user -> Workdir.account(user, environment));
        return new LocalExecutor(
                stateDir,
                environment,
                context.clock(),
                Keeper.TreeMode.CGROUP,
                new HostExecutor(stateDir, context.clock(), users));
    }
}
