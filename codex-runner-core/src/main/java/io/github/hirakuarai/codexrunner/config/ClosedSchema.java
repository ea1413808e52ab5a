package io.github.hirakuarai.codexrunner.config;

import io.github.hirakuarai.codexrunner.yaml.DocumentSchema;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A plugin's schema of a part of the configuration, which takes the writer's own {@code x-} keys and no unknown ones. */
final class ClosedSchema {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<String> MERGED = List.of("properties", "patternProperties", "$defs");

    private ClosedSchema() {}

    /**
     * Takes the keys of all lanes and the plugin's.
     *
     * @throws RuntimeException of Jackson, or an {@link IllegalArgumentException}, when the text is no schema
     */
    static DocumentSchema ofLane(String executor, String text) {
        ObjectNode schema = parse(text);
        ObjectNode properties = JSON.createObjectNode();
        ConfigBuilder.LANE_KEYS.stream().sorted().forEach(key -> properties.put(key, true));
        if (schema.get("properties") instanceof ObjectNode ownKeys) {
            properties.setAll(ownKeys);
        }
        schema.set("properties", properties);
        schema.remove("additionalProperties");
        return closed("lane:" + executor, schema);
    }

    /**
     * Takes the keys of all plugins of one id.
     *
     * @param texts 1 or more
     * @throws RuntimeException of Jackson, or an {@link IllegalArgumentException}, when a text is no schema
     */
    static DocumentSchema ofSettings(String id, List<String> texts) {
        ObjectNode all = parse(texts.get(0));
        for (String text : texts.subList(1, texts.size())) {
            ObjectNode schema = parse(text);
            for (String keyword : MERGED) {
                if (schema.get(keyword) instanceof ObjectNode members) {
                    all.withObjectProperty(keyword).setAll(members);
                }
            }
        }
        return closed("settings:" + id, all);
    }

    private static ObjectNode parse(String text) {
        JsonNode own = JSON.readTree(text);
        if (!(own instanceof ObjectNode schema)) {
            throw new IllegalArgumentException("it is not a JSON object");
        }
        return schema;
    }

    private static DocumentSchema closed(String urn, ObjectNode schema) {
        schema.remove("$schema");
        schema.put("$id", "urn:codex-runner:schema:" + urn);
        ObjectNode patterns = schema.get("patternProperties") instanceof ObjectNode given
                ? given.deepCopy()
                : JSON.createObjectNode();
        patterns.put("^x-", true);
        schema.set("patternProperties", patterns);
        if (!schema.has("additionalProperties")) {
            schema.put("additionalProperties", false);
        }
        return DocumentSchema.of(schema, ConfigRules.ALL);
    }
}
