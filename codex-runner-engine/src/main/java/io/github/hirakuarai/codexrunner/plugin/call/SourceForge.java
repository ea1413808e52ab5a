package io.github.hirakuarai.codexrunner.plugin.call;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.BriefSource;
import io.github.hirakuarai.codexrunner.spi.Fence;
import io.github.hirakuarai.codexrunner.spi.ForgeClient;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The client of the runner's source, looked for at the first request: plugins may be opened before the source is. */
final class SourceForge implements ForgeClient {

    private final Supplier<@Nullable BriefSource> source;

    SourceForge(Supplier<@Nullable BriefSource> source) {
        this.source = source;
    }

    @Override
    public Optional<String> get(String path) {
        return client().get(path);
    }

    @Override
    public List<String> list(String path) {
        return client().list(path);
    }

    @Override
    public String write(String method, String path, String json, Fence fence) {
        return client().write(method, path, json, fence);
    }

    private ForgeClient client() {
        return Optional.ofNullable(source.get())
                .flatMap(BriefSource::forge)
                .orElseThrow(
                        () -> new RunnerException(
                                ErrorCode.PLUGIN,
                                "a plugin needs the forge's API, and the configured source has no client for it; set source: github"));
    }
}
