package io.github.hirakuarai.codexrunner.config;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.yaml.DocumentSchema;
import io.github.hirakuarai.codexrunner.yaml.Nearest;
import io.github.hirakuarai.codexrunner.yaml.PublishedSchemas;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Checks what the configuration's own schema cannot: whether the plugins that it names are there, and the keys that plugins describe.
 * Everything that is wrong is told at once, with its place in the file.
 */
public final class PluginKeys {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final RunnerConfig config;
    private final List<Problem> problems = new ArrayList<>();
    private final ObjectNode schema = JSON.createObjectNode();

    /** For one configuration; nothing is checked yet. */
    public PluginKeys(RunnerConfig config) {
        this.config = config;
        schema.put("$id", "urn:codex-runner:schema:plugin-keys");
    }

    /** Whether the configuration's own schema describes the keys of an executor's lanes, so that they were checked. */
    public static boolean areChecked(String executor) {
        return PublishedSchemas.json(ConfigReader.SCHEMA)
                .at("/$defs/" + executor + "-lane")
                .isObject();
    }

    /** The ids under {@code plugins}. */
    public Set<String> ids() {
        Set<String> ids = new TreeSet<>();
        if (config.settings().values().get("plugins") instanceof Map<?, ?> plugins) {
            plugins.keySet().forEach(id -> ids.add(String.valueOf(id)));
        }
        return ids;
    }

    /**
     * The value of a key names a plugin.
     *
     * @param keys lead to it
     * @param known the ids of the plugins of its kind
     */
    public void named(List<String> keys, String id, Collection<String> known) {
        if (!known.contains(id)) {
            String hint = Nearest.to(id, known)
                    .map(near -> "did you mean '" + near + "'?")
                    .orElse("installed: " + (known.isEmpty() ? "none" : String.join(", ", new TreeSet<>(known))));
            problems.add(config.file().wrong(keys, noPlugin(String.join(".", keys), id), hint));
        }
    }

    /** An id under {@code plugins} is that of a plugin, if it looks like one. */
    public void settingsOf(String id, Collection<String> known) {
        if (!known.contains(id)) {
            Nearest.to(id, known)
                    .ifPresent(near -> problems.add(config.file()
                            .wrongKey(
                                    List.of("plugins", id), noPlugin("plugins", id), "did you mean '" + near + "'?")));
        }
    }

    private static String noPlugin(String key, String id) {
        return key + ": unknown plugin '" + id + "'";
    }

    /**
     * The settings of an id are described by a plugin; those of several plugins of one id are taken together.
     *
     * @param schemas by what messages call the plugin
     * @throws RunnerException with {@code PLUGIN} when a schema cannot be used
     */
    public void settings(String id, Map<String, String> schemas) {
        ObjectNode all = JSON.createObjectNode();
        schemas.forEach((plugin, schema) -> ClosedSchema.merge(all, parsed(plugin, schema, "its settings")));
        if (!schemas.isEmpty()) {
            add("plugins", id, ClosedSchema.ofSettings(all));
        }
    }

    /**
     * The keys of a lane are described by its executor's plugin.
     *
     * @param plugin what messages call it
     * @throws RunnerException with {@code PLUGIN} when the schema cannot be used
     */
    public void lane(String name, String plugin, String laneSchema) {
        add("lanes", name, ClosedSchema.ofLane(parsed(plugin, laneSchema, "its lane keys")));
    }

    private void add(String section, String key, ObjectNode closed) {
        String definition = section + "-" + key;
        closed.put("$id", "urn:codex-runner:schema:plugin-keys:" + definition);
        schema.withObjectProperty("$defs").set(definition, closed);
        schema.withObjectProperty("properties")
                .withObjectProperty(section)
                .withObjectProperty("properties")
                .putObject(key)
                .put("$ref", "#/$defs/" + definition);
    }

    /**
     * Requires that nothing is wrong.
     *
     * @throws RunnerException with {@code CONFIGURATION}: its message has one line for each problem
     */
    public void require() {
        List<Problem> all = new ArrayList<>(problems);
        if (schema.has("properties")) {
            all.addAll(config.file().check(DocumentSchema.of(schema, ConfigRules.ALL)));
        }
        if (!all.isEmpty()) {
            throw config.file().refused(all);
        }
    }

    private static ObjectNode parsed(String plugin, String schema, String what) {
        try {
            return ClosedSchema.parse(schema);
        } catch (JacksonException | IllegalArgumentException e) {
            throw new RunnerException(
                    ErrorCode.PLUGIN,
                    plugin + " has an invalid schema for " + what + ": "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
                            + "; report it to its author",
                    e);
        }
    }
}
