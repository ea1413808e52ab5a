/**
 * What a plugin implements, and what it exchanges with the runner. A plugin needs nothing else but {@code model} and the
 * public helpers of {@code git} and {@code publish}; it never sees the engine.
 *
 * <p>A plugin is found by {@link java.util.ServiceLoader} through its factory, which costs nothing to make. Four kinds
 * exist: {@link BriefSourceFactory}, {@link StateStoreFactory}, {@link ExecutorFactory} and {@link
 * OutputHandlerFactory}.
 *
 * <p>For every method here, unless it says otherwise: no argument and no returned value is null; lists and maps are
 * immutable; what an argument holds belongs to the caller and is used only during the call; a failure is a {@link
 * io.github.hirakuarai.codexrunner.model.RunnerException}. Any other exception is taken for a fault of the plugin: it
 * fails the brief at hand, named as the plugin's, and never the runner.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.spi;

import org.jspecify.annotations.NullMarked;
