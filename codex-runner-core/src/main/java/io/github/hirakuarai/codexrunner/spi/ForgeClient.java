package io.github.hirakuarai.codexrunner.spi;

import java.util.List;
import java.util.Optional;

/**
 * Requests of plugins to the forge's REST API. They have the runner's token, and share its connection, its limits and its pace.
 * Thread-safe.
 *
 * <p>Paths are those of the forge's own reference, from the root of the API and encoded: {@code /repos/octo/app/issues/7}.
 * Texts are JSON. Every method throws a {@link io.github.hirakuarai.codexrunner.model.RunnerException}: {@code UNREACHABLE} when no
 * answer comes, {@code REFUSED} or {@code NOT_FOUND} when the forge refuses, and a {@link RateLimitedException} at its limits, which
 * the runner waits out if it is passed on.
 */
public interface ForgeClient {

    /**
     * Reads what is at a path.
     *
     * @return empty when it does not exist, or may not be seen
     */
    Optional<String> get(String path);

    /** Reads all pages of a list, an element each. */
    List<String> list(String path);

    /**
     * Writes once, and checks the fence right before. When this throws {@code UNREACHABLE}, the write may have happened: look before
     * you repeat it.
     *
     * @param method {@code POST}, {@code PATCH}, {@code PUT} or {@code DELETE}
     * @param json what to send; an empty text for nothing
     * @return the answer; an empty text for an answer without content
     */
    String write(String method, String path, String json, Fence fence);
}
