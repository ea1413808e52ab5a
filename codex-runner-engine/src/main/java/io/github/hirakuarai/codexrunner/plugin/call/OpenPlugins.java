package io.github.hirakuarai.codexrunner.plugin.call;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.plugin.Plugins;
import io.github.hirakuarai.codexrunner.spi.BriefSource;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.ExecutorFactory;
import io.github.hirakuarai.codexrunner.spi.ForgeClient;
import io.github.hirakuarai.codexrunner.spi.OutputHandler;
import io.github.hirakuarai.codexrunner.spi.PluginContext;
import io.github.hirakuarai.codexrunner.spi.PluginFactory;
import io.github.hirakuarai.codexrunner.spi.Settings;
import io.github.hirakuarai.codexrunner.spi.StateStore;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import io.github.hirakuarai.codexrunner.spi.TokenSource;
import io.github.hirakuarai.codexrunner.spi.TokenSourceFactory;
import io.github.hirakuarai.codexrunner.yaml.Nearest;
import java.lang.reflect.Proxy;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens each plugin at its first use, and closes them all, the shared things last. What it gives keeps the plugin's faults
 * from the runner. Safe for many threads.
 */
public final class OpenPlugins implements PluginContext, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(OpenPlugins.class);

    /** To tell a schema takes no work. */
    private static final Duration DESCRIBED_WITHIN = Duration.ofSeconds(30);

    private final Plugins found;
    private final PluginCalls calls;
    private final PluginServices context;
    private final TokenSource tokens;
    private final Map<PluginFactory<?>, Slot> plugins = new ConcurrentHashMap<>();
    // Another lock: a plugin that is being opened, on a thread of its own, asks for what it shares.
    private final Map<Class<?>, AutoCloseable> shared = new HashMap<>();
    private volatile @Nullable BriefSource source;
    private final ForgeClient forge = new SourceForge(() -> source);
    private final Deque<AutoCloseable> closing = new ConcurrentLinkedDeque<>();

    /**
     * Opens none yet.
     *
     * @param calls closed by whoever gave them, after this
     * @param tokens what the plugins are given
     */
    public OpenPlugins(Plugins found, PluginCalls calls, PluginServices context, TokenSource tokens) {
        this.found = found;
        this.calls = calls;
        this.context = context;
        this.tokens = tokens;
    }

    /**
     * A source; the same one each time.
     *
     * @param askedBy who needs it, for the message when there is none of that id
     */
    public BriefSource source(String id, String askedBy) {
        BriefSource opened = open(BriefSource.class, "source", required(found.sources(), "source", id, askedBy), id);
        source = opened;
        return opened;
    }

    /** A state store, likewise. */
    public StateStore states(String id, String askedBy) {
        return open(StateStore.class, "state", required(found.states(), "state", id, askedBy), id);
    }

    /** An executor, likewise. */
    public Executor executor(String id, String askedBy) {
        return open(Executor.class, "executor", required(found.executors(), "executor", id, askedBy), id);
    }

    /** The schema of the keys that an executor's lanes have of their own, by its description; empty when there is no such executor. */
    public Map<String, String> laneSchema(String id) {
        ExecutorFactory factory = found.executors().get(id);
        if (factory == null) {
            return Map.of();
        }
        CalledPlugin plugin = CalledPlugin.of(found, "executor", id, calls);
        return Map.of(plugin.plugin().description(), described(plugin, "laneSchema", call -> factory.laneSchema()));
    }

    /** A schema, which the start waits for. */
    private static <T> T described(CalledPlugin plugin, String method, PluginCalls.Work<T> work) {
        try {
            return plugin.askSoon(method, DESCRIBED_WITHIN, work);
        } catch (RunnerException e) {
            throw new RunnerException(
                    ErrorCode.PLUGIN, e.getMessage() + "; report it to the plugin's maker, or remove its jar", e);
        }
    }

    /** The ids of the plugins of a kind. */
    public Set<String> ids(String kind) {
        return Objects.requireNonNull(kinds().get(kind), kind).keySet();
    }

    /** The ids of all plugins, of whatever kind. */
    public Set<String> ids() {
        return kinds().values().stream()
                .flatMap(factories -> factories.keySet().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The schemas of the settings under an id, by the descriptions of the plugins that have it and bring one. Opens none. */
    public Map<String, String> settingsSchemas(String id) {
        Map<String, String> schemas = new LinkedHashMap<>();
        kinds().forEach((kind, factories) -> {
            PluginFactory<?> factory = factories.get(id);
            if (factory != null) {
                CalledPlugin plugin = CalledPlugin.of(found, kind, id, calls);
                described(plugin, "settingsSchema", call -> factory.settingsSchema())
                        .ifPresent(schema -> schemas.put(plugin.plugin().description(), schema));
            }
        });
        return schemas;
    }

    private Map<String, Map<String, ? extends PluginFactory<?>>> kinds() {
        Map<String, Map<String, ? extends PluginFactory<?>>> kinds = new LinkedHashMap<>();
        kinds.put("source", found.sources());
        kinds.put("state", found.states());
        kinds.put("executor", found.executors());
        kinds.put("output", found.outputs());
        kinds.put("token", found.tokens());
        return kinds;
    }

    /** The handler of a type of output, likewise. */
    public OutputHandler output(String type, String askedBy) {
        return open(OutputHandler.class, "output", required(found.outputs(), "output", type, askedBy), type);
    }

    /** A source of tokens; a new one each time. */
    public TokenSource tokens(String id, String askedBy) {
        TokenSourceFactory factory = required(found.tokens(), "token", id, askedBy);
        CalledPlugin plugin = CalledPlugin.of(found, "token", id, calls);
        TokenSource source = plugin.ask("open", call -> factory.open(this));
        return () -> plugin.ask("token", call -> source.token());
    }

    /** The types of output that briefs may ask for. */
    public Set<String> outputTypeIds() {
        return Set.copyOf(found.outputs().keySet());
    }

    /** The types of output that there are. */
    public OutputTypes outputTypes() {
        return OutputTypes.of(found, calls);
    }

    private static <F extends PluginFactory<?>> F required(
            Map<String, F> plugins, String kind, String id, String askedBy) {
        F factory = plugins.get(id);
        if (factory == null) {
            throw new RunnerException(
                    ErrorCode.PLUGIN,
                    "unknown " + kind + " plugin '" + id + "', which " + askedBy + " asks for; "
                            + Nearest.to(id, plugins.keySet())
                                    .map(near -> "did you mean '" + near + "'?")
                                    .orElse("installed: "
                                            + (plugins.isEmpty() ? "none" : String.join(", ", plugins.keySet()))));
        }
        return factory;
    }

    private <T extends AutoCloseable> T open(Class<T> type, String kind, PluginFactory<T> factory, String id) {
        // A lock for each: one that hangs while it is opened keeps no other waiting.
        Slot slot = plugins.computeIfAbsent(factory, none -> new Slot());
        synchronized (slot) {
            AutoCloseable open = slot.plugin;
            if (open == null) {
                CalledPlugin plugin = CalledPlugin.of(found, kind, id, calls);
                open = PluginProxy.of(type, plugin, made(plugin, factory));
                slot.plugin = open;
                // What it shares was made before it and so is closed after it.
                closing.push(open);
            }
            return type.cast(open);
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
        return context.settings();
    }

    @Override
    public Map<String, String> environment() {
        return context.environment();
    }

    @Override
    public Clock clock() {
        return context.clock();
    }

    @Override
    public Path stateDir(String pluginId) {
        // It becomes the name of a folder, and must lead out of none.
        if (!Plugins.isId(pluginId)) {
            throw new IllegalArgumentException("'" + pluginId + "' is no id of a plugin");
        }
        return context.folders().apply(pluginId);
    }

    @Override
    public TokenSource tokens() {
        return tokens;
    }

    @Override
    public TextSanitizer texts() {
        return context.texts();
    }

    @Override
    public HttpClient http() {
        HttpClient given = context.http();
        return given == null
                ? shared(OwnHttp.class, () -> new OwnHttp(context.ownHttp().get()))
                        .client()
                : given;
    }

    @Override
    public ForgeClient forge() {
        return forge;
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
            } catch (PluginFault e) {
                // It was logged as what it is.
                log.debug("not closed: {}", e.getMessage());
            } catch (Exception | LinkageError e) {
                String what = Proxy.isProxyClass(thing.getClass())
                        ? "a plugin"
                        : thing.getClass().getName();
                log.warn("{} could not be closed: {}", what, context.texts().plain(e.toString()));
            }
        }
    }

    /** Where one plugin stands when it is open. */
    private static final class Slot {
        private @Nullable AutoCloseable plugin;
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
