package io.github.hirakuarai.codexrunner.yaml;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Fills in what a schema says of absent keys. Understands the few ways in which the runner's own schemas speak of
 * properties: {@code properties}, {@code additionalProperties}, {@code $ref} within the file, and {@code if} by
 * {@code const}.
 */
public final class SchemaDefaults {

    private final JsonNode root;

    /** Defaults by a schema. */
    public SchemaDefaults(JsonNode schema) {
        this.root = schema;
    }

    /** Puts the defaults into a value that the schema found right. */
    public void fill(ObjectNode value) {
        fill(value, root);
    }

    private void fill(JsonNode value, JsonNode schema) {
        if (!(value instanceof ObjectNode mapping)) {
            return;
        }
        // What holds for some alone comes before what holds for all.
        for (JsonNode choice : schema.path("allOf")) {
            if (holds(choice.path("if"), mapping)) {
                fill(mapping, resolved(choice.path("then")));
            }
        }
        JsonNode properties = schema.path("properties");
        properties.properties().forEach(property -> {
            JsonNode standard = property.getValue().get("default");
            if (standard != null && !mapping.has(property.getKey())) {
                mapping.set(property.getKey(), standard.deepCopy());
            }
        });
        mapping.properties().forEach(field -> {
            JsonNode own = properties.get(field.getKey());
            fill(field.getValue(), resolved(own == null ? schema.path("additionalProperties") : own));
        });
    }

    private static boolean holds(JsonNode condition, ObjectNode mapping) {
        return condition.path("properties").properties().stream()
                .allMatch(one -> one.getValue().path("const").equals(mapping.get(one.getKey())));
    }

    private JsonNode resolved(JsonNode schema) {
        return schema.path("$ref").isString()
                ? root.at(schema.path("$ref").asString().substring(1))
                : schema;
    }
}
