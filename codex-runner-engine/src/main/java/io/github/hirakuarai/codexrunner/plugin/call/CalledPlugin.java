package io.github.hirakuarai.codexrunner.plugin.call;

import io.github.hirakuarai.codexrunner.plugin.Plugins;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One plugin, to be called.
 *
 * @param calls through which it is called
 * @param plugin which it is
 */
record CalledPlugin(PluginCalls calls, Plugins.Found plugin) {

    /** A plugin that was found. */
    static CalledPlugin of(Plugins found, String kind, String id, PluginCalls calls) {
        return found.list().stream()
                .filter(plugin -> plugin.kind().equals(kind) && plugin.id().equals(id))
                .map(plugin -> new CalledPlugin(calls, plugin))
                .findFirst()
                .orElseThrow();
    }

    /** What it answers. */
    <T> T ask(String method, Function<PluginCalls.Call, @Nullable T> work) {
        return calls.ask(plugin, method, calls.limit(), work);
    }

    /** What it answers, when it may take longer by so much than any plugin may. */
    <T> T ask(String method, Duration longer, Function<PluginCalls.Call, @Nullable T> work) {
        return calls.ask(plugin, method, calls.limit().plus(longer), work);
    }

    /** Tells it something. */
    void tell(String method, Consumer<PluginCalls.Call> work) {
        calls.tell(plugin, method, calls.limit(), work);
    }
}
