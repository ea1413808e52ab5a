package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.PluginContext;
import io.github.hirakuarai.codexrunner.spi.PluginFactory;
import io.github.hirakuarai.codexrunner.spi.Settings;
import io.github.hirakuarai.codexrunner.spi.TextGate;
import io.github.hirakuarai.codexrunner.spi.TokenSource;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens each plugin at its first use, and closes them all, the shared things last. Safe for many threads. */
final class OpenPlugins implements PluginContext, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(OpenPlugins.class);

    private final Settings settings;
    private final Map<String, String> environment;
    private final Clock clock;
    private final StateFolders folders;
    private final TokenSource tokens;
    private final TextGate texts;
    private final Map<PluginFactory<?>, AutoCloseable> plugins = new HashMap<>();
    private final Map<Class<?>, AutoCloseable> shared = new HashMap<>();
    private final Deque<AutoCloseable> closing = new ArrayDeque<>();

    OpenPlugins(
            Settings settings,
            Map<String, String> environment,
            Clock clock,
            StateFolders folders,
            TokenSource tokens,
            TextGate texts) {
        this.settings = settings;
        this.environment = Map.copyOf(environment);
        this.clock = clock;
        this.folders = folders;
        this.tokens = tokens;
        this.texts = texts;
    }

    /** The plugin that a factory makes; the same one each time. */
    synchronized <T extends AutoCloseable> T open(PluginFactory<T> factory) {
        AutoCloseable open = plugins.get(factory);
        if (open == null) {
            open = made(factory);
            plugins.put(factory, open);
            // What it shares was made before it and so is closed after it.
            closing.push(open);
        }
        @SuppressWarnings("unchecked") // each factory maps to what it made itself
        T plugin = (T) open;
        return plugin;
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
    public synchronized <T extends AutoCloseable> T shared(Class<T> type, Supplier<T> maker) {
        AutoCloseable thing = shared.get(type);
        if (thing == null) {
            thing = maker.get();
            shared.put(type, thing);
            closing.push(thing);
        }
        return type.cast(thing);
    }

    @Override
    public synchronized void close() {
        while (!closing.isEmpty()) {
            AutoCloseable thing = closing.pop();
            try {
                thing.close();
            } catch (Exception e) {
                log.warn("{} could not be closed: {}", thing.getClass().getName(), e.toString());
            }
        }
    }

    private <T extends AutoCloseable> T made(PluginFactory<T> factory) {
        try {
            T plugin = factory.open(this);
            if (plugin == null) {
                throw new IllegalStateException("it gave null");
            }
            return plugin;
        } catch (RunnerException e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            throw new RunnerException(
                    ErrorCode.PLUGIN,
                    "the plugin '" + factory.id() + "' (" + factory.getClass().getName() + ") could not be opened: "
                            + e,
                    e);
        }
    }
}
