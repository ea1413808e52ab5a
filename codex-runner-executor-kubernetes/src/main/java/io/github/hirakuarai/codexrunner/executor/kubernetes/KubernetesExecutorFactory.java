package io.github.hirakuarai.codexrunner.executor.kubernetes;

import io.github.hirakuarai.codexrunner.executor.host.HostExecutor;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.ExecutorFactory;
import io.github.hirakuarai.codexrunner.spi.PluginContext;

/** Makes the executor for pods: {@code executor: kubernetes} in a lane. */
public final class KubernetesExecutorFactory implements ExecutorFactory {

    @Override
    public String id() {
        return "kubernetes";
    }

    @Override
    public Executor open(PluginContext context) {
        return new HostExecutor(context.clock(), new KubernetesAccess(context.clock()));
    }
}
