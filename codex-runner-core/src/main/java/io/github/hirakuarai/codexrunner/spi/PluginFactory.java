package io.github.hirakuarai.codexrunner.spi;

/**
 * Creates a plugin. Has a public constructor without arguments that does nothing, so that discovery is cheap.
 *
 * @param <T> the type of the plugin
 */
public interface PluginFactory<T> {

    /** Returns the id of the plugin in the configuration or in briefs: {@code [a-z0-9][a-z0-9-]*}, never changing. */
    String id();

    /**
     * Creates the plugin. Called at most once for each runner; the caller closes the plugin.
     *
     * @throws io.github.hirakuarai.codexrunner.model.RunnerException when the configuration does not suffice, in one line
     *     that names the key and the hint
     */
    T open(PluginContext context);
}
