package io.github.hirakuarai.codexrunner.executor.local;

import io.github.hirakuarai.codexrunner.executor.host.HostExecutor;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.ExecutorFactory;
import io.github.hirakuarai.codexrunner.spi.PluginContext;
import java.util.Map;

/** Makes the executor for this machine: {@code executor: local} in a lane. */
public final class LocalExecutorFactory implements ExecutorFactory {

    @Override
    public String id() {
        return "local";
    }

    @Override
    public Executor open(PluginContext context) {
        Map<String, String> environment = context.environment();
        LocalAccess access = new LocalAccess(
                environment,
                context.settings().text("runner.id").orElse("this machine"),
                System.getProperty("user.name"),
                user -> Account.of(user, environment));
        return new HostExecutor(context.clock(), access);
    }
}
