package io.github.hirakuarai.codexrunner.spi;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/** The services of the runner for a plugin. Thread-safe; valid until the plugin is closed. */
public interface PluginContext {

    /** Returns the configuration. The keys of third-party plugins are under {@code plugins.<id>}. */
    Settings settings();

    /** Returns the environment of the runner's process: {@code HOME}, {@code PATH}, and what local steps inherit. */
    Map<String, String> environment();

    /** Returns the runner's clock; plugins must use no other. */
    Clock clock();

    /** Returns the folder for the files of plugins with this id. It exists and is private to this user. */
    Path stateDir(String pluginId);

    /** Returns the source of tokens for the forge. */
    TokenSource tokens();

    /** Returns the sanitizer, which every published text must pass. */
    TextSanitizer texts();

    /**
     * The client for requests over HTTP: the embedder's, with its proxies and certificates, or one of the runner's. It
     * follows no redirection, because what a request holds is meant for the host that it names. The runner closes it.
     */
    default HttpClient http() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
    }

    /** Returns the client for the API of the forge that the configured source reads. Its requests fail if there is no forge. */
    ForgeClient forge();

    /**
     * A thing that several plugins of one runner share, as a client that paces its requests. The first call makes it, the
     * runner closes it after the last plugin.
     */
    <T extends AutoCloseable> T shared(Class<T> type, Supplier<T> maker);
}
