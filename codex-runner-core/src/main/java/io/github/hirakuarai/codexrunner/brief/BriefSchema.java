package io.github.hirakuarai.codexrunner.brief;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.OutputHandlerFactory;
import io.github.hirakuarai.codexrunner.yaml.DocumentSchema;
import io.github.hirakuarai.codexrunner.yaml.PublishedSchemas;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The JSON Schema of a brief, put together of the protocol's own and one of each output type. */
public final class BriefSchema {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private BriefSchema() {}

    /**
     * The whole schema as text, indented, for editors and other tools.
     *
     * @param outputs the output types that briefs may use
     * @throws RunnerException when a schema is none, or two handle one type
     */
    public static String text(Collection<? extends OutputHandlerFactory> outputs) {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(composedOf(outputs)) + "\n";
    }

    static ObjectNode composedOf(Collection<? extends OutputHandlerFactory> outputs) {
        ObjectNode schema = PublishedSchemas.json("codex-brief-v1.schema.json");
        ObjectNode definitions = (ObjectNode) schema.get("$defs");
        // The published file holds the built-in types; here stand those that were found.
        definitions.remove(
                BuiltInOutputSchemas.TYPES.stream().map(BriefSchema::definition).toList());
        ObjectNode output = (ObjectNode) definitions.get("output");
        ArrayNode types = ((ObjectNode) output.at("/properties/type")).putArray("enum");
        ArrayNode choices = output.putArray("allOf");
        fragments(outputs).forEach((type, fragment) -> {
            types.add(type);
            choices.add(choice(type));
            definitions.set(definition(type), closed(type, fragment));
        });
        return schema;
    }

    /** The same for readers that accept other types too, whose fields nobody checks. */
    static ObjectNode openTo(Collection<? extends OutputHandlerFactory> outputs) {
        ObjectNode schema = composedOf(outputs);
        ((ObjectNode) schema.at("/$defs/output/properties/type")).remove("enum");
        return schema;
    }

    private static String definition(String type) {
        return "output-" + type;
    }

    private static ObjectNode choice(String type) {
        ObjectNode choice = JSON.createObjectNode();
        ObjectNode condition = choice.putObject("if");
        condition.putObject("properties").putObject("type").put("const", type);
        condition.putArray("required").add("type");
        choice.putObject("then").put("$ref", "#/$defs/" + definition(type));
        return choice;
    }

    private static Map<String, ObjectNode> fragments(Collection<? extends OutputHandlerFactory> outputs) {
        Map<String, ObjectNode> fragments = new TreeMap<>();
        for (OutputHandlerFactory factory : outputs) {
            if (fragments.put(factory.id(), fragment(factory)) != null) {
                throw new RunnerException(
                        ErrorCode.PLUGIN,
                        "two plugins handle the output type '" + factory.id() + "': remove the jar of one of them");
            }
        }
        return fragments;
    }

    private static ObjectNode fragment(OutputHandlerFactory factory) {
        try {
            if (!(JSON.readTree(factory.schema()) instanceof ObjectNode fragment)) {
                throw new IllegalArgumentException("it is not a JSON object");
            }
            // Those that are built in are known to be sound, and the check takes a tenth of a second.
            if (!BuiltInOutputSchemas.TYPES.contains(factory.id())) {
                DocumentSchema.requireSound(fragment);
            }
            return fragment;
        } catch (JacksonException | IllegalArgumentException e) {
            throw new RunnerException(
                    ErrorCode.PLUGIN,
                    "the plugin for the output type '" + factory.id() + "' has an invalid schema for its fields: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
                            + "; report it to its author",
                    e);
        }
    }

    /** A fragment takes its type, the writer's own {@code x-} keys, and nothing else that it does not name. */
    private static ObjectNode closed(String type, ObjectNode fragment) {
        ObjectNode closed = JSON.createObjectNode();
        // An identity of its own, so that references inside the fragment stay inside.
        closed.put("$id", "urn:codex-runner:schema:output:" + type);
        closed.setAll(fragment);
        closed.remove("$schema");
        ObjectNode properties = JSON.createObjectNode();
        properties.set("type", JSON.createObjectNode().put("const", type));
        if (fragment.get("properties") instanceof ObjectNode own) {
            properties.setAll(own);
        }
        closed.set("properties", properties);
        ObjectNode patterns =
                closed.get("patternProperties") instanceof ObjectNode own ? own.deepCopy() : JSON.createObjectNode();
        patterns.put("^x-", true);
        closed.set("patternProperties", patterns);
        closed.put("additionalProperties", false);
        return closed;
    }
}
