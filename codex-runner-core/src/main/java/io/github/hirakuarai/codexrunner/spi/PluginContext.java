package io.github.hirakuarai.codexrunner.spi;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/** What the runner gives a plugin when it is made. Safe for many threads; valid until the plugin is closed. */
public interface PluginContext {

    /** The configuration. A plugin of a third party keeps its keys under {@code plugins.<id>}. */
    Settings settings();

    /** The variables of the runner's process: where {@code HOME} is, where programs are, what local steps inherit. */
    Map<String, String> environment();

    /** The runner's clock; a plugin asks no other. */
    Clock clock();

    /** The folder for what the plugins of this id keep between runs. It exists, and only this user reads it. */
    Path stateDir(String pluginId);

    /** The token for the forge. */
    TokenSource tokens();

    /** Everything published passes through it. */
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

    /**
     * A thing that several plugins of one runner share, as a client that paces its requests. The first call makes it, the
     * runner closes it after the last plugin.
     */
    <T extends AutoCloseable> T shared(Class<T> type, Supplier<T> maker);
}
