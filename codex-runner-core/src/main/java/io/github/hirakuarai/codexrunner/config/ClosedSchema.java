package io.github.hirakuarai.codexrunner.config;

import io.github.hirakuarai.codexrunner.yaml.DocumentSchema;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A plugin's schema of a part of the configuration, which takes the writer's own {@code x-} keys and no unknown ones. */
final class ClosedSchema {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<String> MERGED = List.of("properties", "patternProperties", "$defs");

    private ClosedSchema() {}

    /**
     * Reads a schema.
     *
     * @throws RuntimeException of Jackson, or an {@link IllegalArgumentException}, when the text is none
     */
    static ObjectNode parse(String text) {
        if (!(JSON.readTree(text) instanceof ObjectNode schema)) {
            throw new IllegalArgumentException("it is not a JSON object");
        }
        DocumentSchema.requireSound(schema);
        // References that lead nowhere are found when it is made ready.
        DocumentSchema.of(schema, ConfigRules.ALL);
        return schema;
    }

    /** Takes the keys of all lanes and the plugin's. */
    static ObjectNode ofLane(ObjectNode schema) {
        ObjectNode properties = JSON.createObjectNode();
        ConfigBuilder.LANE_KEYS.stream().sorted().forEach(key -> properties.put(key, true));
        if (schema.get("properties") instanceof ObjectNode ownKeys) {
            properties.setAll(ownKeys);
        }
        schema.set("properties", properties);
        schema.remove("additionalProperties");
        return closed(schema);
    }

    /** Takes the keys of all plugins of one id. */
    static ObjectNode ofSettings(ObjectNode merged) {
        return closed(merged);
    }

    /** Adds the keys of another schema. */
    static void merge(ObjectNode all, ObjectNode schema) {
        if (all.isEmpty()) {
            all.setAll(schema);
            return;
        }
        for (String keyword : MERGED) {
            if (schema.get(keyword) instanceof ObjectNode members) {
                all.withObjectProperty(keyword).setAll(members);
            }
        }
    }

    private static ObjectNode closed(ObjectNode schema) {
        schema.remove("$schema");
        ObjectNode patterns = schema.get("patternProperties") instanceof ObjectNode given
                ? given.deepCopy()
                : JSON.createObjectNode();
        patterns.put("^x-", true);
        schema.set("patternProperties", patterns);
        if (!schema.has("additionalProperties")) {
            schema.put("additionalProperties", false);
        }
        return schema;
    }
}
