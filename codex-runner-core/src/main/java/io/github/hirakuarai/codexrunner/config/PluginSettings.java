package io.github.hirakuarai.codexrunner.config;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.Settings;
import io.github.hirakuarai.codexrunner.yaml.DocumentSchema;
import io.github.hirakuarai.codexrunner.yaml.Nearest;
import io.github.hirakuarai.codexrunner.yaml.YamlReader;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Checks the settings under {@code plugins} against the schemas that plugins bring. */
public final class PluginSettings {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private PluginSettings() {}

    /** Returns the ids under {@code plugins} with their settings. */
    public static Map<String, Object> of(Settings settings) {
        Map<String, Object> plugins = new TreeMap<>();
        if (settings.values().get("plugins") instanceof Map<?, ?> values) {
            values.forEach((id, value) -> plugins.put(String.valueOf(id), value));
        }
        return plugins;
    }

    /**
     * Requires an id to be that of a plugin, if it looks like one.
     *
     * @param known ids of the plugins that there are
     * @throws RunnerException with {@code CONFIGURATION} when another one was meant
     */
    public static void requireKnown(String id, Set<String> known) {
        if (!known.contains(id)) {
            Nearest.to(id, known).ifPresent(nearest -> {
                throw new RunnerException(
                        ErrorCode.CONFIGURATION,
                        "plugins: there is no plugin '" + id + "'; did you mean '" + nearest + "'?");
            });
        }
    }

    /**
     * Requires the settings of one id to be those of its plugins.
     *
     * @param schemas what the plugins of the id bring, 1 or more
     * @throws RunnerException with {@code CONFIGURATION} when a key is unknown or its value wrong, with {@code PLUGIN} when a schema
     *     cannot be used
     */
    public static void require(String id, Object settings, List<String> schemas) {
        DocumentSchema closed;
        try {
            closed = ClosedSchema.ofSettings(id, schemas);
        } catch (JacksonException | IllegalArgumentException e) {
            throw new RunnerException(
                    ErrorCode.PLUGIN,
                    "the plugin '" + id + "' has an invalid schema of its settings: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
                            + "; report it to its maker",
                    e);
        }
        List<Problem> problems = closed.check(YamlReader.readWhole(JSON.writeValueAsString(settings)));
        if (!problems.isEmpty()) {
            throw new RunnerException(
                    ErrorCode.CONFIGURATION,
                    problems.stream()
                            .map(problem -> "plugins." + id + ": " + problem.message()
                                    + (problem.hint() == null ? "" : "; " + problem.hint()))
                            .distinct()
                            .collect(Collectors.joining("\n")));
        }
    }
}
