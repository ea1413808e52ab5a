package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.disk.StateFolders;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.BriefSource;
import io.github.hirakuarai.codexrunner.spi.BriefSourceFactory;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.ExecutorFactory;
import io.github.hirakuarai.codexrunner.spi.OutputHandler;
import io.github.hirakuarai.codexrunner.spi.OutputHandlerFactory;
import io.github.hirakuarai.codexrunner.spi.PluginContext;
import io.github.hirakuarai.codexrunner.spi.PluginFactory;
import io.github.hirakuarai.codexrunner.spi.Settings;
import io.github.hirakuarai.codexrunner.spi.StateStore;
import io.github.hirakuarai.codexrunner.spi.StateStoreFactory;
import io.github.hirakuarai.codexrunner.spi.TextGate;
import io.github.hirakuarai.codexrunner.spi.TokenSource;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens each plugin at its first use, and closes them all, the shared things last. What it gives keeps the plugin's faults
 * from the runner. Safe for many threads.
 */
final class OpenPlugins implements PluginContext, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(OpenPlugins.class);

    private final Settings settings;
    private final Map<String, String> environment;
    private final Clock clock;
    private final StateFolders folders;
    private final TokenSource tokens;
    private final TextGate texts;
    private final @Nullable HttpClient http;
    private final PluginCalls calls;
    // Two locks: a plugin that is being opened, on a thread of its own, asks for what it shares.
    private final Map<PluginFactory<?>, AutoCloseable> plugins = new HashMap<>();
    private final Map<Class<?>, AutoCloseable> shared = new HashMap<>();
    private final Deque<AutoCloseable> closing = new ConcurrentLinkedDeque<>();

    OpenPlugins(
            Settings settings,
            Map<String, String> environment,
            Clock clock,
            StateFolders folders,
            TokenSource tokens,
            TextGate texts,
            @Nullable HttpClient http,
            PluginCalls calls) {
        this.settings = settings;
        this.environment = Map.copyOf(environment);
        this.clock = clock;
        this.folders = folders;
        this.tokens = tokens;
        this.texts = texts;
        this.http = http;
        this.calls = calls;
    }

    /** The source that a factory makes; the same one each time. */
    BriefSource open(BriefSourceFactory factory) {
        return open("source", factory, CalledSource::new);
    }

    /** The state store that a factory makes; the same one each time. */
    StateStore open(StateStoreFactory factory) {
        return open("state", factory, CalledStateStore::new);
    }

    /** The executor that a factory makes; the same one each time. */
    Executor open(ExecutorFactory factory) {
        return open("executor", factory, CalledExecutor::new);
    }

    /** The output handler that a factory makes; the same one each time. */
    OutputHandler open(OutputHandlerFactory factory) {
        return open("output", factory, CalledOutputHandler::new);
    }

    private <T extends AutoCloseable> T open(
            String kind, PluginFactory<T> factory, BiFunction<CalledPlugin, T, T> called) {
        synchronized (plugins) {
            AutoCloseable open = plugins.get(factory);
            if (open == null) {
                CalledPlugin plugin = new CalledPlugin(calls, Plugins.Found.of(kind, factory.id(), factory));
                open = called.apply(plugin, made(plugin, factory));
                plugins.put(factory, open);
                // What it shares was made before it and so is closed after it.
                closing.push(open);
            }
            @SuppressWarnings("unchecked") // each factory maps to what it made itself
            T plugin = (T) open;
            return plugin;
        }
    }

    private <T> T made(CalledPlugin plugin, PluginFactory<T> factory) {
        try {
            return plugin.ask("open", call -> factory.open(this));
        } catch (RunnerException e) {
            if (e.code() != ErrorCode.PLUGIN_FAILED) {
                throw e;
            }
            throw new RunnerException(ErrorCode.PLUGIN, String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public Settings settings() {
        return settings;
    }

    @Override
    public Map<String, String> environment() {
        return environment;
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public Path stateDir(String pluginId) {
        return folders.ofPlugin(pluginId);
    }

    @Override
    public TokenSource tokens() {
        return tokens;
    }

    @Override
    public TextGate texts() {
        return texts;
    }

    @Override
    public HttpClient http() {
        return http == null
                ? shared(OwnHttp.class, () -> new OwnHttp(PluginContext.super.http()))
                        .client()
                : http;
    }

    @Override
    public <T extends AutoCloseable> T shared(Class<T> type, Supplier<T> maker) {
        synchronized (shared) {
            AutoCloseable thing = shared.get(type);
            if (thing == null) {
                thing = maker.get();
                shared.put(type, thing);
                closing.push(thing);
            }
            return type.cast(thing);
        }
    }

    @Override
    public void close() {
        while (true) {
            AutoCloseable thing = closing.poll();
            if (thing == null) {
                return;
            }
            try {
                thing.close();
            } catch (Exception | LinkageError e) {
                log.warn("{} could not be closed: {}", thing.getClass().getName(), e.toString());
            }
        }
    }

    /** A client that nobody gave. Until Java 21 it cannot be closed, and its thread ends when nobody holds it. */
    private record OwnHttp(HttpClient client) implements AutoCloseable {
        @Override
        public void close() throws Exception {
            if ((Object) client instanceof AutoCloseable closeable) {
                closeable.close();
            }
        }
    }
}
