package io.github.hirakuarai.codexrunner.yaml;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** A value with its place: offsets into the text that was read, in UTF-16 code units. */
public sealed interface YamlNode {

    /** The value as JSON. Shared, so not to be changed. */
    JsonNode json();

    /** Where it begins, its quote or bracket included. */
    int start();

    /** Where it ends; for a list or mapping, where its beginning ends. */
    int end();

    /** A text, number, truth value or null. */
    record Scalar(JsonNode json, int start, int end) implements YamlNode {}

    /** A list. */
    record Sequence(ArrayNode json, List<YamlNode> items, int start, int end) implements YamlNode {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /** A mapping, in the order written. Of a key that stands there twice, the first. */
    record Mapping(ObjectNode json, Map<String, Field> fields, int start, int end) implements YamlNode {
        public Mapping {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }
    }

    /** A value that is not supported (an alias, a tagged value): a problem says so, and no other problem is sought in it. */
    record Refused(int start, int end) implements YamlNode {
        @Override
        public JsonNode json() {
            return NullNode.getInstance();
        }
    }

    /**
     * A key and its value.
     *
     * @param start where the key begins
     * @param value what stands under it
     */
    record Field(int start, YamlNode value) {}

    /** The field of a mapping, or null when this is no mapping or has no such key. */
    default @Nullable Field field(String key) {
        return this instanceof Mapping mapping ? mapping.fields().get(key) : null;
    }
}
