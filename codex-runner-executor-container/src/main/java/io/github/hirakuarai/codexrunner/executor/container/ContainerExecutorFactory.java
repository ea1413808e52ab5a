package io.github.hirakuarai.codexrunner.executor.container;

import io.github.hirakuarai.codexrunner.executor.host.HostExecutor;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.ExecutorFactory;
import io.github.hirakuarai.codexrunner.spi.PluginContext;

/** Makes the executor for containers: {@code executor: container} in a lane. */
public final class ContainerExecutorFactory implements ExecutorFactory {

    @Override
    public String id() {
        return "container";
    }

    @Override
    public Executor open(PluginContext context) {
        return new HostExecutor(context.clock(), new ContainerAccess(context.environment()));
    }
}
