package io.github.hirakuarai.codexrunner.forge;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON in few words. */
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Json() {}

    /** An object from names and values in turn; a value is a JSON node, text, number, truth value, time or null. */
    static ObjectNode object(@Nullable Object... namesAndValues) {
        ObjectNode object = NODES.objectNode();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.set(String.valueOf(namesAndValues[i]), node(namesAndValues[i + 1]));
        }
        return object;
    }

    static <T> ArrayNode array(Collection<T> values, Function<? super T, ? extends JsonNode> draw) {
        ArrayNode array = NODES.arrayNode();
        values.forEach(value -> array.add(draw.apply(value)));
        return array;
    }

    static ArrayNode array(List<? extends JsonNode> nodes) {
        return array(nodes, Function.identity());
    }

    static ArrayNode array() {
        return NODES.arrayNode();
    }

    static JsonNode node(@Nullable Object value) {
        if (value == null) {
            return NODES.nullNode();
        } else if (value instanceof JsonNode node) {
            return node;
        } else if (value instanceof Integer number) {
            return NODES.numberNode(number);
        } else if (value instanceof Long number) {
            return NODES.numberNode(number);
        } else if (value instanceof Boolean truth) {
            return NODES.booleanNode(truth);
        } else if (value instanceof Instant || value instanceof CharSequence) {
            return NODES.stringNode(value.toString());
        }
        throw new IllegalArgumentException("no JSON for " + value.getClass());
    }

    static byte[] bytes(JsonNode node) {
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Reads a request's body; an empty one is an empty object. */
    static JsonNode parse(byte[] bytes) {
        if (bytes.length == 0) {
            return NODES.objectNode();
        }
        try {
            return MAPPER.readTree(bytes);
        } catch (JacksonException e) {
            throw ApiException.badRequest("Problems parsing JSON");
        }
    }

    /** A JSON text laid out for people; another text as it stands. */
    static String pretty(String text) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(MAPPER.readTree(text));
        } catch (JacksonException e) {
            return text;
        }
    }

    /** A member's text; null when it is absent or JSON's null. */
    static @Nullable String text(JsonNode object, String name) {
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value.asString();
    }

    /** Copies every member of the second object into the first, and gives that. */
    static ObjectNode merge(ObjectNode target, ObjectNode more) {
        more.properties().forEach(member -> target.set(member.getKey(), member.getValue()));
        return target;
    }
}
