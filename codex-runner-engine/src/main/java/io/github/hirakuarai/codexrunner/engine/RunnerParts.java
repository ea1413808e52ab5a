package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.disk.StateFolders;
import io.github.hirakuarai.codexrunner.git.RemoteAccess;
import io.github.hirakuarai.codexrunner.plugin.call.OpenPlugins;
import io.github.hirakuarai.codexrunner.plugin.call.PluginCalls;

/**
 * What a runner is made of.
 *
 * @param access how git servers are reached
 * @param folders closed by the runner, as are calls and plugins
 * @param stages work with the plugins
 */
record RunnerParts(
        RunnerConfig config,
        RemoteAccess access,
        StateFolders folders,
        PluginCalls calls,
        OpenPlugins plugins,
        Stages stages) {}
