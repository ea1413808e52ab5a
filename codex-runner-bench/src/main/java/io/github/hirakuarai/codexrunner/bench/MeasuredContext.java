package io.github.hirakuarai.codexrunner.bench;

import io.github.hirakuarai.codexrunner.spi.ForgeClient;
import io.github.hirakuarai.codexrunner.spi.PluginContext;
import io.github.hirakuarai.codexrunner.spi.Settings;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import io.github.hirakuarai.codexrunner.spi.TokenSource;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.function.Supplier;

/** What an executor is made with. */
record MeasuredContext(Path folder) implements PluginContext {

    @Override
    public Settings settings() {
        return Settings.EMPTY;
    }

    @Override
    public Map<String, String> environment() {
        return System.getenv();
    }

    @Override
    public Clock clock() {
        return Clock.systemUTC();
    }

    @Override
    public Path stateDir(String pluginId) {
        return folder;
    }

    @Override
    public TokenSource tokens() {
        throw new UnsupportedOperationException("an executor needs no token");
    }

    @Override
    public TextSanitizer texts() {
        throw new UnsupportedOperationException("an executor publishes nothing");
    }

    @Override
    public ForgeClient forge() {
        throw new UnsupportedOperationException("an executor asks no forge");
    }

    @Override
    public <T extends AutoCloseable> T shared(Class<T> type, Supplier<T> maker) {
        return maker.get();
    }
}
