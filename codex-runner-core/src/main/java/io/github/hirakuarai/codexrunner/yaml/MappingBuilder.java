package io.github.hirakuarai.codexrunner.yaml;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A mapping that is being read: what stands in it is known even when the text breaks off. */
final class MappingBuilder {

    private final Map<String, YamlNode.Field> fields = new LinkedHashMap<>();
    private final ObjectNode json = JsonNodeFactory.instance.objectNode();
    private final int start;
    private final int end;

    MappingBuilder(int start, int end) {
        this.start = start;
        this.end = end;
    }

    boolean has(String key) {
        return fields.containsKey(key);
    }

    void add(String key, YamlNode.Field field) {
        fields.put(key, field);
        json.set(key, field.value().json());
    }

    YamlNode node() {
        return new YamlNode.Mapping(json, fields, start, end);
    }
}
