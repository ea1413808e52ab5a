package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.sanitize.Sanitizer;
import io.github.hirakuarai.codexrunner.sanitize.Secrets;
import io.github.hirakuarai.codexrunner.spi.ForgeClient;
import io.github.hirakuarai.codexrunner.spi.PluginContext;
import io.github.hirakuarai.codexrunner.spi.Settings;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import io.github.hirakuarai.codexrunner.spi.TokenSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What a runner gives its plugins, with a client that does not wait. */
final class TestContext implements PluginContext {

    private static final HttpTimings TIMINGS =
            new HttpTimings(Duration.ofSeconds(5), Duration.ofSeconds(10), 3, Duration.ofMillis(1), true);

    static final String SECRET = "s3cr3t-value";
    static final TextSanitizer TEXTS = Sanitizer.of(Secrets.of(Map.of("SECRET", SECRET)));

    private final Settings settings;
    private final Clock clock;
    private final Path folder;
    private final String token;
    private final GitHubClient client;

    TestContext(URI apiUrl, String token, Clock clock, Path folder) {
        this(Map.of("github", Map.of("apiUrl", apiUrl.toString())), token, clock, folder);
    }

    TestContext(Map<String, Object> settings, String token, Clock clock, Path folder) {
        this.settings = new Settings(settings);
        this.clock = clock;
        this.folder = folder;
        this.token = token;
        this.client = new GitHubClient(
                new GitHubHttp(
                        http(),
                        GitHubClient.apiUrl(this.settings),
                        tokens(),
                        texts(),
                        clock,
                        TIMINGS,
                        new FastWaiting()),
                null);
    }

    GitHubClient client() {
        return client;
    }

    @Override
    public Settings settings() {
        return settings;
    }

    @Override
    public Map<String, String> environment() {
        return Map.of();
    }

    @Override
    public Clock clock() {
        return clock;
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
        return () -> Optional.of(token);
    }

    @Override
    public ForgeClient forge() {
        return GitHubClient.shared(this).forge();
    }

    @Override
    public TextSanitizer texts() {
        return TEXTS;
    }

    @Override
    public <T extends AutoCloseable> T shared(Class<T> type, Supplier<T> maker) {
        return type == GitHubClient.class ? type.cast(client) : maker.get();
    }
}
