package io.github.hirakuarai.codexrunner.plugin.call;

import io.github.hirakuarai.codexrunner.plugin.Plugins;
import java.time.Duration;

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
    <T> T ask(String method, PluginCalls.Work<T> work) {
        return ask(method, Duration.ZERO, work);
    }

    /** What it answers, when it may take only so long. */
    <T> T askSoon(String method, Duration within, PluginCalls.Work<T> work) {
        return calls.ask(plugin, method, calls.limit().compareTo(within) < 0 ? calls.limit() : within, work);
    }

    /** What it answers, when it may take longer by so much than any plugin may. */
    <T> T ask(String method, Duration longer, PluginCalls.Work<T> work) {
        return calls.ask(plugin, method, calls.limit().plus(longer), work);
    }
}
