package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.disk.StateFolders;
import io.github.hirakuarai.codexrunner.plugin.call.OpenPlugins;
import io.github.hirakuarai.codexrunner.plugin.call.PluginCalls;

/** What a runner holds until it is closed. */
record RunnerResources(StateFolders folders, PluginCalls calls, OpenPlugins plugins) implements AutoCloseable {

    @Override
    public void close() {
        plugins.close();
        calls.close();
        folders.close();
    }
}
