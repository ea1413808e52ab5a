/**
 * The interfaces of plugins, and the types that they exchange with the runner. A plugin needs nothing else but {@code model} and the
 * public helpers of {@code git} and {@code publish}; it never sees the engine.
 *
 * <p>{@link java.util.ServiceLoader} finds plugins through their factories, which are cheap to create. There are four
 * kinds: {@link BriefSourceFactory}, {@link StateStoreFactory}, {@link ExecutorFactory} and {@link
 * OutputHandlerFactory}.
 *
 * <p>For every method here, unless it says otherwise: no argument and no returned value is null; lists and maps are
 * immutable; what an argument holds belongs to the caller and is used only during the call; a failure is a {@link
 * io.github.hirakuarai.codexrunner.model.RunnerException}. Any other exception counts as a fault of the plugin: it
 * fails the current brief, whose failure names the plugin, and never the runner.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.spi;

import org.jspecify.annotations.NullMarked;
