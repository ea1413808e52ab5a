package io.github.hirakuarai.codexrunner.yaml;

import com.networknt.schema.SchemaLocation;
import com.networknt.schema.path.NodePath;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Finds the subschema that an error speaks of, so that its description can be told. */
final class SchemaIndex {

    private final Map<String, JsonNode> resources;

    private SchemaIndex(Map<String, JsonNode> resources) {
        this.resources = resources;
    }

    static SchemaIndex of(JsonNode schema) {
        Map<String, JsonNode> resources = new HashMap<>();
        collect(schema, resources);
        return new SchemaIndex(Map.copyOf(resources));
    }

    private static void collect(JsonNode schema, Map<String, JsonNode> resources) {
        if (schema.path("$id").isString()) {
            resources.put(schema.path("$id").asString(), schema);
        }
        schema.forEach(part -> collect(part, resources));
    }

    /** The subschema that holds the keyword at a location; a missing node when it is not known. */
    JsonNode holder(SchemaLocation keyword) {
        JsonNode node = resources.get(String.valueOf(keyword.getAbsoluteIri()));
        NodePath path = keyword.getFragment();
        for (int depth = 0; node != null && depth < path.getNameCount() - 1; depth++) {
            Object step = path.getElement(depth);
            node = step instanceof Integer index ? node.get(index) : node.get(step.toString());
        }
        return node == null ? MissingNode.getInstance() : node;
    }
}
