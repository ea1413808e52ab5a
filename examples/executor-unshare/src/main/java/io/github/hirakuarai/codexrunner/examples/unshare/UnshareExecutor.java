package io.github.hirakuarai.codexrunner.examples.unshare;

import io.github.hirakuarai.codexrunner.executor.host.Host;
import io.github.hirakuarai.codexrunner.executor.host.HostAccess;
import io.github.hirakuarai.codexrunner.executor.host.HostExecutor;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.ExecutorFactory;
import io.github.hirakuarai.codexrunner.spi.PluginContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

// region: unshare
/** Lanes with {@code executor: unshare}: commands on this machine, in a network namespace that leads nowhere. */
public final class UnshareExecutor implements ExecutorFactory {

    @Override
    public String id() {
        return "unshare";
    }

    @Override
    public Executor open(PluginContext context) {
        return new HostExecutor(context.clock(), new Access(context.environment()));
    }

    private record Access(Map<String, String> environment) implements HostAccess {

        @Override
        public String name(Lane lane) {
            return "this machine without network";
        }

        @Override
        public Host open(Lane lane, @Nullable RunId run) {
            return command -> {
                List<String> words = new ArrayList<>(List.of("unshare", "--map-current-user", "--net", "--"));
                words.addAll(command);
                ProcessBuilder builder = new ProcessBuilder(words);
                // Nothing else of the runner's environment, where its token may be.
                builder.environment().keySet().retainAll(List.of("PATH"));
                builder.environment().put("HOME", environment.getOrDefault("HOME", "/"));
                return builder.start();
            };
        }
    }
}
// endregion
