package io.github.hirakuarai.codexrunner.plugin;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.BriefSourceFactory;
import io.github.hirakuarai.codexrunner.spi.ExecutorFactory;
import io.github.hirakuarai.codexrunner.spi.OutputHandlerFactory;
import io.github.hirakuarai.codexrunner.spi.PluginFactory;
import io.github.hirakuarai.codexrunner.spi.StateStoreFactory;
import io.github.hirakuarai.codexrunner.spi.TokenSourceFactory;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The plugins that were found. Finding them opens none.
 *
 * @param tokens by id
 * @param sources by id
 * @param states by id
 * @param executors by id
 * @param outputs by the type of output they handle
 */
public record Plugins(
        Map<String, TokenSourceFactory> tokens,
        Map<String, BriefSourceFactory> sources,
        Map<String, StateStoreFactory> states,
        Map<String, ExecutorFactory> executors,
        Map<String, OutputHandlerFactory> outputs) {

    private static final Set<Class<? extends PluginFactory<?>>> KINDS = Set.of(
            TokenSourceFactory.class,
            BriefSourceFactory.class,
            StateStoreFactory.class,
            ExecutorFactory.class,
            OutputHandlerFactory.class);

    /** It names files and stands in each message. */
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,99}");

    public Plugins {
        tokens = Collections.unmodifiableMap(new TreeMap<>(tokens));
        sources = Collections.unmodifiableMap(new TreeMap<>(sources));
        states = Collections.unmodifiableMap(new TreeMap<>(states));
        executors = Collections.unmodifiableMap(new TreeMap<>(executors));
        outputs = Collections.unmodifiableMap(new TreeMap<>(outputs));
    }

    /**
     * Finds the plugins on a class path, by {@link ServiceLoader}.
     *
     * @throws RunnerException with {@code PLUGIN} when two of a kind have one id, or one cannot be loaded; it names the jars
     */
    public static Plugins find(ClassLoader classPath) {
        return new Plugins(
                load(TokenSourceFactory.class, classPath),
                load(BriefSourceFactory.class, classPath),
                load(StateStoreFactory.class, classPath),
                load(ExecutorFactory.class, classPath),
                load(OutputHandlerFactory.class, classPath));
    }

    /**
     * Returns these and more, which no service file has to name.
     *
     * @throws RunnerException with {@code PLUGIN} when two of a kind have one id, or a factory is of no kind that a runner knows
     */
    public Plugins with(Collection<? extends PluginFactory<?>> more) {
        for (PluginFactory<?> factory : more) {
            if (KINDS.stream().noneMatch(kind -> kind.isInstance(factory))) {
                throw unnamed(
                        factory, "it is not a factory of tokens, sources, state stores, executors or outputs", null);
            }
        }
        return more.isEmpty()
                ? this
                : new Plugins(
                        joined(tokens, TokenSourceFactory.class, more),
                        joined(sources, BriefSourceFactory.class, more),
                        joined(states, StateStoreFactory.class, more),
                        joined(executors, ExecutorFactory.class, more),
                        joined(outputs, OutputHandlerFactory.class, more));
    }

    private static <F extends PluginFactory<?>> Map<String, F> joined(
            Map<String, F> found, Class<F> kind, Collection<? extends PluginFactory<?>> more) {
        List<F> all = new ArrayList<>(found.values());
        more.stream().filter(kind::isInstance).map(kind::cast).forEach(all::add);
        return byId(all);
    }

    /** Whether a text may be the id of a plugin. */
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** What is here, one entry a plugin, by kind and id. */
    public List<Found> list() {
        List<Found> found = new ArrayList<>();
        tokens.forEach((id, factory) -> found.add(Found.of("token", id, factory)));
        sources.forEach((id, factory) -> found.add(Found.of("source", id, factory)));
        states.forEach((id, factory) -> found.add(Found.of("state", id, factory)));
        executors.forEach((id, factory) -> found.add(Found.of("executor", id, factory)));
        outputs.forEach((id, factory) -> found.add(Found.of("output", id, factory)));
        return List.copyOf(found);
    }

    private static <F extends PluginFactory<?>> Map<String, F> load(Class<F> type, ClassLoader classPath) {
        Providers providers = Providers.of(type, classPath);
        providers.requireOnce();
        List<F> factories = new ArrayList<>();
        try {
            ServiceLoader.load(type, classPath).forEach(factories::add);
        } catch (ServiceConfigurationError | LinkageError e) {
            throw providers.unloadable(e);
        }
        return byId(factories);
    }

    /** The jar or folder that a resource is in, as users write it. */
    static String place(URL resource) {
        String address = resource.toString();
        int entry = address.indexOf("!/");
        String file = entry < 0
                ? address.replaceFirst("META-INF/services/[^/]*$", "")
                : address.substring(0, entry).replaceFirst("^jar:", "");
        try {
            return Path.of(URI.create(file)).toString();
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            return file;
        }
    }

    /** The id of a factory, which is asked for before anything is known of it. */
    private static String id(PluginFactory<?> factory) {
        String id;
        try {
            id = factory.id();
        } catch (RuntimeException | Error e) {
            throw unnamed(factory, "its id cannot be asked for: " + e, e);
        }
        if (id == null || !ID.matcher(id).matches()) {
            throw unnamed(
                    factory,
                    "its id is '" + shown(id) + "', not at most 100 lower-case letters, digits and hyphens",
                    null);
        }
        return id;
    }

    private static String shown(@Nullable String id) {
        String text = String.valueOf(id);
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }

    private static RunnerException unnamed(PluginFactory<?> factory, String what, @Nullable Throwable cause) {
        Found plugin = Found.of("", "", factory);
        return new RunnerException(
                ErrorCode.PLUGIN,
                "the plugin " + plugin.type() + " in " + plugin.place() + " cannot be used: " + what
                        + "; fix it, or remove its jar from the class path",
                cause);
    }

    private static <F extends PluginFactory<?>> Map<String, F> byId(Collection<F> factories) {
        Map<String, List<F>> found =
                factories.stream().collect(Collectors.groupingBy(Plugins::id, TreeMap::new, Collectors.toList()));
        Map<String, F> unique = new TreeMap<>();
        found.forEach((id, same) -> {
            if (same.size() > 1) {
                throw new RunnerException(
                        ErrorCode.PLUGIN,
                        "two plugins have the id '" + id + "': "
                                + same.stream()
                                        .map(factory -> Found.of("", id, factory))
                                        .map(plugin -> plugin.type() + " in " + plugin.place())
                                        .collect(Collectors.joining(" and "))
                                + "; remove one of them");
            }
            unique.put(id, same.get(0));
        });
        return unique;
    }

    /**
     * One plugin.
     *
     * @param kind {@code token}, {@code source}, {@code state}, {@code executor} or {@code output}
     * @param id by which it is asked for
     * @param type its class
     * @param version of its jar; {@code unknown} when the jar does not say
     * @param place its jar
     */
    public record Found(String kind, String id, String type, String version, String place) {

        /** The plugin as messages name it. */
        public String description() {
            return "the " + kind + " plugin '" + id + "' (" + type + " in " + place + ")";
        }

        private static Found of(String kind, String id, PluginFactory<?> factory) {
            Class<?> type = factory.getClass();
            String version = Optional.ofNullable(type.getPackage().getImplementationVersion())
                    .orElse("unknown");
            CodeSource source = type.getProtectionDomain().getCodeSource();
            String place = source == null || source.getLocation() == null ? "unknown" : place(source.getLocation());
            return new Found(kind, id, type.getName(), version, place);
        }

        /** As users write it: a URL spells blanks and more in its own way. */
        private static String place(URL location) {
            try {
                return Path.of(location.toURI()).toString();
            } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
                return location.getPath();
            }
        }
    }
}
