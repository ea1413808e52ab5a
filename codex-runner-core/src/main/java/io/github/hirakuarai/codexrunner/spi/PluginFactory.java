package io.github.hirakuarai.codexrunner.spi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Creates a plugin. Has a public constructor without arguments that does nothing, so that discovery is cheap.
 *
 * @param <T> the type of the plugin
 */
public interface PluginFactory<T> {

    /** Returns the id of the plugin in the configuration or in briefs: {@code [a-z0-9][a-z0-9-]*}, never changing. */
    String id();

    /**
     * Returns the JSON Schema (2020-12) of the settings under {@code plugins.<id>}, as text: an object schema. Unknown keys, except
     * {@code x-…}, stop the start with a message that names the nearest key, unless the schema has {@code additionalProperties}. The
     * default is the resource {@code <id>.settings.schema.json} beside the class; without one, the runner accepts any settings.
     */
    default Optional<String> settingsSchema() {
        try (InputStream text = getClass().getResourceAsStream(id() + ".settings.schema.json")) {
            return text == null
                    ? Optional.empty()
                    : Optional.of(new String(text.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Creates the plugin. Called at most once for each runner; the caller closes the plugin.
     *
     * @throws io.github.hirakuarai.codexrunner.model.RunnerException when the configuration does not suffice, in one line
     *     that names the key and the hint
     */
    T open(PluginContext context);
}
