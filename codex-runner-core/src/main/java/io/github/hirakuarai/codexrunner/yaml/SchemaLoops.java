package io.github.hirakuarai.codexrunner.yaml;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** Finds subschemas that apply themselves to the same value again, for ever. */
final class SchemaLoops {

    private static final List<String> LISTS = List.of("allOf", "anyOf", "oneOf");
    private static final List<String> SINGLE = List.of("not", "if", "then", "else");

    private final JsonNode root;
    private final Set<JsonNode> done = Collections.newSetFromMap(new IdentityHashMap<>());

    private SchemaLoops(JsonNode root) {
        this.root = root;
    }

    static boolean in(JsonNode schema) {
        return new SchemaLoops(schema).below(schema);
    }

    private boolean below(JsonNode node) {
        if (loops(node, Collections.newSetFromMap(new IdentityHashMap<>()))) {
            return true;
        }
        for (JsonNode part : node) {
            if (below(part)) {
                return true;
            }
        }
        return false;
    }

    private boolean loops(JsonNode schema, Set<JsonNode> above) {
        if (!schema.isObject() || done.contains(schema)) {
            return false;
        }
        if (!above.add(schema)) {
            return true;
        }
        for (JsonNode next : appliedToTheSameValue(schema)) {
            if (loops(next, above)) {
                return true;
            }
        }
        above.remove(schema);
        done.add(schema);
        return false;
    }

    private List<JsonNode> appliedToTheSameValue(JsonNode schema) {
        List<JsonNode> next = new ArrayList<>();
        String reference = schema.path("$ref").asString("");
        if (reference.equals("#")) {
            next.add(root);
        } else if (reference.startsWith("#/")) {
            next.add(root.at(JsonPointer.compile(reference.substring(1))));
        }
        LISTS.forEach(keyword -> schema.path(keyword).forEach(next::add));
        SINGLE.forEach(keyword -> next.add(schema.path(keyword)));
        schema.path("dependentSchemas").forEach(next::add);
        return next;
    }
}
