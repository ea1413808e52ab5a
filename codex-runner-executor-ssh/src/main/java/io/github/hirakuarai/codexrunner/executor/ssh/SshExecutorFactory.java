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
        String home = context.environment().getOrDefault("HOME", System.getProperty("user.home"));
        String agent = context.environment().getOrDefault("SSH_AUTH_SOCK", "");
        SshHome ssh =
                new SshHome(Path.of(home), System.getProperty("user.name"), agent.isEmpty() ? null : Path.of(agent));
        return new HostExecutor(context.clock(), new Connections(ssh, SshTimeouts.USUAL));
    }
}
