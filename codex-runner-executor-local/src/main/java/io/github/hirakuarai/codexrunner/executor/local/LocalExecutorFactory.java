package io.github.hirakuarai.codexrunner.executor.local;

import io.github.hirakuarai.codexrunner.executor.keeper.Keeper;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.ExecutorFactory;
import io.github.hirakuarai.codexrunner.spi.PluginContext;

/** Makes the executor for this machine: {@code executor: local} in a lane. */
public final class LocalExecutorFactory implements ExecutorFactory {

    @Override
    public String id() {
        return "local";
    }

    @Override
    public Executor open(PluginContext context) {
        return new LocalExecutor(context.stateDir(id()), System.getenv(), context.clock(), Keeper.TreeMode.CGROUP);
    }
}
