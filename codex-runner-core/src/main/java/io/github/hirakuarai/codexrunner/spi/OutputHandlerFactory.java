package io.github.hirakuarai.codexrunner.spi;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Creates an {@link OutputHandler}. Its {@link #id} is the {@code type} that briefs write. */
public interface OutputHandlerFactory extends PluginFactory<OutputHandler> {

    /**
     * The JSON Schema (2020-12) of an output of this type, as text: an object schema with {@code properties} and {@code
     * required}, without {@code type} itself among them. The runner closes it: other keys than these and {@code x-…} are
     * problems. Stays the same for as long as the program runs. Unless a factory says otherwise, it is the resource {@code
     * <id>.schema.json} beside its class.
     */
    default String schema() {
        String name = id() + ".schema.json";
        try (InputStream text = getClass().getResourceAsStream(name)) {
            if (text == null) {
                throw new RunnerException(
                        ErrorCode.PLUGIN,
                        "the output type '" + id() + "' has no schema: put " + name + " beside its class");
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
