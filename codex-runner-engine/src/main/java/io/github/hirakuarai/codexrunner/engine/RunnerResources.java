package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.disk.StateFolders;
import io.github.hirakuarai.codexrunner.plugin.call.OpenPlugins;
import io.github.hirakuarai.codexrunner.plugin.call.PluginCalls;

/** What a runner holds until it is closed. */
record RunnerResources(StateFolders folders, PluginCalls calls, OpenPlugins plugins) implements AutoCloseable {

    @Override
    public void close() {
        try (folders;
                calls;
                plugins) {
            // The last first, and all of them whatever one throws: nothing of a runner that only reads may stay behind.
        }
    }
}
