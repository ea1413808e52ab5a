package io.github.hirakuarai.codexrunner.spi;

/** Makes an {@link OutputHandler}. Its {@link #id} is the {@code type} that briefs write. */
public interface OutputHandlerFactory extends PluginFactory<OutputHandler> {

    /**
     * The JSON Schema (2020-12) of an output of this type, as text: an object schema with {@code properties} and {@code
     * required}, without {@code type} itself among them. The runner closes it: other keys than these and {@code x-…} are
     * problems. Stays the same for as long as the program runs.
     */
    String schema();
}
