package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import io.github.hirakuarai.codexrunner.yaml.PublishedSchemas;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What commands write under {@code --format json} against the published schema. Stricter than it: a property that it does
 * not name is an error here, so that nothing is written that is not promised.
 */
final class JsonForm {

    private static final JsonMapper JSON = new JsonMapper();
    /** The forms of commands that write one object a line. */
    private static final Set<String> LINES = Set.of("event", "audit");

    private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

    private JsonForm() {}

    /** The name of the form of what a call writes. */
    static String of(List<String> arguments) {
        String command = arguments.get(0);
        boolean object = arguments.size() > 1 && !arguments.get(1).startsWith("-");
        return switch (command) {
            case "run" ->
                arguments.contains("--execute") ? "event" : arguments.contains("--preview") ? "preview" : "dryRun";
            case "demo", "watch" -> "event";
            case "status" ->
                arguments.contains("--history") ? "history" : arguments.contains("--lanes") ? "lanes" : "dryRun";
            case "runs" -> object ? "run" : "runs";
            case "retry", "cancel" -> "command";
            default -> command;
        };
    }

    /** Every line of it when it is one object a line, else the one document that it is. */
    static void requireValid(String form, String output) {
        if (LINES.contains(form)) {
            output.lines().forEach(line -> requireValid(form, JSON.readTree(line)));
        } else if (!output.isBlank()) {
            requireValid(form, JSON.readTree(output));
        }
    }

    private static void requireValid(String form, JsonNode document) {
        List<Error> errors = SCHEMAS.computeIfAbsent(form, JsonForm::schema).validate(document);
        assertThat(errors).as("%s: %s", form, document.toPrettyString()).isEmpty();
    }

    private static Schema schema(String form) {
        ObjectNode json = PublishedSchemas.json("codex-runner-json-v1.schema.json");
        assertThat(json.get("$defs").has(form)).as(form).isTrue();
        new TreeMap<>(Map.copyOf(entries(json.get("$defs")))).forEach((name, definition) -> {
            if (!definition.has("$comment")) {
                close(definition);
            }
        });
        json.remove("anyOf");
        json.put("$id", "urn:codex-runner:test:" + form).put("$ref", "#/$defs/" + form);
        return SchemaRegistry.withDialect(Dialects.getDraft202012())
                .getSchema(SchemaLocation.of(json.get("$id").stringValue()), json);
    }

    private static Map<String, JsonNode> entries(JsonNode object) {
        Map<String, JsonNode> entries = new TreeMap<>();
        object.properties().forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
        return entries;
    }

    private static void close(JsonNode schema) {
        schema.forEach(JsonForm::close);
        if (schema instanceof ObjectNode object && object.path("properties").isObject() && object.has("type")) {
            object.put("unevaluatedProperties", false);
        }
    }
}
