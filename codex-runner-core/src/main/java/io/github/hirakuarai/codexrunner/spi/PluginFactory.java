package io.github.hirakuarai.codexrunner.spi;

/**
 * Makes a plugin. Has a public constructor without arguments that does nothing, so that finding plugins costs nothing.
 *
 * @param <T> the plugin it makes
 */
public interface PluginFactory<T> {

    /** The name by which the configuration or a brief asks for the plugin: {@code [a-z0-9][a-z0-9-]*}, never changing. */
    String id();

    /**
     * Makes the plugin. Called at most once for each runner; the caller closes what it gets.
     *
     * @throws io.github.hirakuarai.codexrunner.model.RunnerException when the configuration does not suffice, in one line
     *     that names the key and the hint
     */
    T open(PluginContext context);
}
