/**
 * The only way to a plugin: whatever it does, answers or leaves undone, its fault stays its own.
 *
 * <p>{@link OpenPlugins} opens each plugin at its first use and gives out a {@link PluginProxy} of it. That hands every
 * call to {@link PluginCalls}, which makes it on a thread of its own and under a time limit. Callers see the plugin
 * interfaces only, and a {@code PLUGIN_FAILED} where a plugin did not keep to them.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.plugin.call;

import org.jspecify.annotations.NullMarked;
