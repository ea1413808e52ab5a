package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.config.PluginKeys;
import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.plugin.call.OpenPlugins;
import java.util.List;

/** Requires the plugins that a configuration names to be there, and their settings to be as they describe them. Opens none. */
final class ConfiguredPlugins {

    private final RunnerConfig config;
    private final OpenPlugins plugins;

    ConfiguredPlugins(RunnerConfig config, OpenPlugins plugins) {
        this.config = config;
        this.plugins = plugins;
    }

    /**
     * Checks them all.
     *
     * @param configuredSource whether the configuration says where briefs come from
     * @throws RunnerException with {@code CONFIGURATION} when something is wrong, with {@code PLUGIN} when a plugin's schema is
     */
    void require(boolean configuredSource) {
        PluginKeys keys = new PluginKeys(config);
        if (configuredSource) {
            keys.named(List.of("source"), config.source(), plugins.ids("source"));
        }
        keys.named(List.of("state", "store"), config.stateStore(), plugins.ids("state"));
        config.lanes().forEach((name, lane) -> {
            keys.named(List.of("lanes", name, "executor"), lane.executor(), plugins.ids("executor"));
            if (!PluginKeys.areChecked(lane.executor())) {
                plugins.laneSchema(lane.executor()).forEach((plugin, schema) -> keys.lane(name, plugin, schema));
            }
        });
        for (String id : keys.ids()) {
            keys.settingsOf(id, plugins.ids());
            keys.settings(id, plugins.settingsSchemas(id));
        }
        keys.require();
    }
}
