/**
 * The runner itself: one pipeline, each stage handing one immutable value to the next.
 *
 * <pre>
 * source → extract → parse → validate → gate → claim → workspace → steps → outputs → report → state
 * </pre>
 *
 * <p>{@link Runner} is what an embedder makes and calls. {@link Runner#survey} goes as far as the gate and changes
 * nothing anywhere; {@link Runner#run} goes to the end. What happens on the way is told to a {@link RunListener} as it
 * happens, and stands in the run's folder.
 *
 * <p>No stage reaches back, and no plugin sees the engine. Whatever a plugin throws ends its brief, named as the plugin's,
 * never the runner.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.event.RunListener;
import org.jspecify.annotations.NullMarked;
