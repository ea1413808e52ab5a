package io.github.hirakuarai.codexrunner.spi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Creates an {@link Executor}, which serves all lanes that name its id. */
public interface ExecutorFactory extends PluginFactory<Executor> {

    /**
     * Returns the JSON Schema (2020-12) of the keys that only lanes of this executor have, as text: an object schema. Unknown
     * keys, except {@code x-…}, stop the start with a message that names the nearest key. The default is the resource {@code
     * <id>.schema.json} beside the class, or no keys if there is none.
     */
    default String laneSchema() {
        try (InputStream text = getClass().getResourceAsStream(id() + ".schema.json")) {
            return text == null ? "{\"type\": \"object\"}" : new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
