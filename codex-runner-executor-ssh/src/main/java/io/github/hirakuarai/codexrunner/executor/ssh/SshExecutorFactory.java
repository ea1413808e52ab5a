package io.github.hirakuarai.codexrunner.executor.ssh;

import io.github.hirakuarai.codexrunner.executor.host.HostExecutor;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.ExecutorFactory;
import io.github.hirakuarai.codexrunner.spi.PluginContext;
import java.nio.file.Path;

/** Makes the executor for other hosts: {@code executor: ssh} in a lane. */
public final class SshExecutorFactory implements ExecutorFactory {

    @Override
    public String id() {
        return "ssh";
    }

    @Override
    public Executor open(PluginContext context) {
        String home = System.getenv().getOrDefault("HOME", System.getProperty("user.home"));
        return new HostExecutor(
                context.stateDir(id()),
                context.clock(),
                new Connections(Path.of(home), System.getProperty("user.name")));
    }
}
