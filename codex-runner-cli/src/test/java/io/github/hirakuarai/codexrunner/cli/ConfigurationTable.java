package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.config.ConfigReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The table of configuration keys in docs/reference.md, made from their schema. */
final class ConfigurationTable {

    private final JsonNode schema = new JsonMapper().readTree(ConfigReader.schema());
    private final List<Row> rows = new ArrayList<>();

    private ConfigurationTable() {
        add("", schema);
    }

    /** One row for each key that holds a value. */
    static List<Row> rows() {
        return List.copyOf(new ConfigurationTable().rows);
    }

    private void add(String path, JsonNode object) {
        object.path("properties").properties().forEach(property -> {
            String key = path + property.getKey();
            JsonNode node = resolved(property.getValue());
            JsonNode more = resolved(node.path("additionalProperties"));
            if (node.has("properties")) {
                add(key + ".", node);
            } else if (more.has("properties")) {
                add(key + ".<name>.", more);
            } else if (more.isObject()) {
                rows.add(new Row(key + ".<id>", "", text(property.getValue(), node, "description")));
            } else {
                rows.add(new Row(
                        key,
                        standard(property.getKey(), property.getValue(), node, object),
                        text(property.getValue(), node, "description") + choice(node)));
            }
        });
    }

    private static String text(JsonNode own, JsonNode shared, String name) {
        return own.has(name) ? own.get(name).asString() : shared.path(name).asString("");
    }

    private static String choice(JsonNode node) {
        return node.has("enum")
                ? node.get("enum")
                        .valueStream()
                        .map(value -> "`" + value.asString() + "`")
                        .collect(Collectors.joining(", ", " One of ", "."))
                : "";
    }

    private String standard(String name, JsonNode own, JsonNode shared, JsonNode owner) {
        @Nullable JsonNode value = own.has("default") ? own.get("default") : shared.get("default");
        if (value == null) {
            value = schema.at("/$defs/ssh-lane/properties/" + name + "/default");
        }
        if (owner.path("required")
                .valueStream()
                .anyMatch(required -> required.asString().equals(name))) {
            return "required";
        }
        return value.isMissingNode() ? "" : "`" + (value.isString() ? value.asString() : value.toString()) + "`";
    }

    private JsonNode resolved(JsonNode node) {
        String reference = node.path("$ref").asString("");
        return reference.isEmpty() ? node : schema.at(reference.substring(1));
    }

    /**
     * One row.
     *
     * @param key its path
     * @param standard its default; empty when it has none
     * @param description what it is
     */
    record Row(String key, String standard, String description) {

        String line() {
            return "| `" + key + "` | " + (standard.isEmpty() ? "" : standard + " ") + "| " + description + " |";
        }

        /** Everything but the words. */
        String beginning() {
            return line().substring(0, line().length() - description.length() - 2);
        }
    }
}
