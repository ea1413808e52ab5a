package io.github.hirakuarai.codexrunner.testkit.memory;

import io.github.hirakuarai.codexrunner.sanitize.Sanitizer;
import io.github.hirakuarai.codexrunner.sanitize.Secrets;
import io.github.hirakuarai.codexrunner.spi.ForgeClient;
import io.github.hirakuarai.codexrunner.spi.PluginContext;
import io.github.hirakuarai.codexrunner.spi.Settings;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import io.github.hirakuarai.codexrunner.spi.TokenSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a test gives a plugin in place of a runner. What plugins keep stays in a folder, so that the next context finds it. */
public final class InMemoryPluginContext implements PluginContext {

    /** The one secret that the gate knows. */
    public static final String SECRET = "correct-horse-battery-staple";

    private final Settings settings;
    private final Path folder;
    private final @Nullable String token;
    private final Map<String, String> environment;
    private final TextSanitizer texts = Sanitizer.of(Secrets.of(Map.of("SECRET", SECRET)));
    private final Map<Class<?>, AutoCloseable> shared = new HashMap<>();

    /**
     * A context.
     *
     * @param settings nested maps, as the configuration file has them
     * @param folder where plugins keep what they keep
     */
    public InMemoryPluginContext(Map<String, Object> settings, Path folder) {
        this(settings, folder, null);
    }

    /**
     * A context with a token for the forge.
     *
     * @param settings nested maps, as the configuration file has them
     * @param folder where plugins keep what they keep
     * @param token the token, or null for none
     */
    public InMemoryPluginContext(Map<String, Object> settings, Path folder, @Nullable String token) {
        this(new Settings(settings), folder, token, Map.of());
    }

    private InMemoryPluginContext(
            Settings settings, Path folder, @Nullable String token, Map<String, String> environment) {
        this.settings = settings;
        this.folder = folder;
        this.token = token;
        this.environment = Map.copyOf(environment);
    }

    /** A context with the same settings and folder, and these variables. */
    public InMemoryPluginContext withEnvironment(Map<String, String> variables) {
        return new InMemoryPluginContext(settings, folder, token, variables);
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
        return Clock.systemUTC();
    }

    @Override
    public Path stateDir(String pluginId) {
        try {
            return Files.createDirectories(folder.resolve(pluginId));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public TokenSource tokens() {
        return () -> Optional.ofNullable(token);
    }

    @Override
    public TextSanitizer texts() {
        return texts;
    }

    /** The API at {@code github.apiUrl} of the settings, with the token: that of a {@code LoopbackForge}. */
    @Override
    public ForgeClient forge() {
        return new PlainForge(this);
    }

    @Override
    public synchronized <T extends AutoCloseable> T shared(Class<T> type, Supplier<T> maker) {
        return type.cast(shared.computeIfAbsent(type, made -> maker.get()));
    }
}
