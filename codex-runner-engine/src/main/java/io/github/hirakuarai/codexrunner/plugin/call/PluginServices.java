package io.github.hirakuarai.codexrunner.plugin.call;

import io.github.hirakuarai.codexrunner.spi.Settings;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What all plugins of a runner are given.
 *
 * @param settings the configuration
 * @param environment the variables of the runner's process
 * @param clock the runner's
 * @param folders makes the folder of a plugin, by its id
 * @param texts everything published passes through it
 * @param http the embedder's client; null for one of the runner's own
 * @param ownHttp makes one of the runner's own
 */
public record PluginServices(
        Settings settings,
        Map<String, String> environment,
        Clock clock,
        Function<String, Path> folders,
        TextSanitizer texts,
        @Nullable HttpClient http,
        Supplier<HttpClient> ownHttp) {
    public PluginServices {
        environment = Map.copyOf(environment);
    }
}
