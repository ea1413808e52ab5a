package io.github.hirakuarai.codexrunner.yaml;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** JSON as the plain values that plugins get: String, Boolean, Long, Double, BigInteger, List and Map. */
public final class Values {

    private Values() {}

    /** A mapping's values in the order written; of keys at every depth, those that are kept. The map is the caller's. */
    public static Map<String, Object> map(JsonNode mapping, Predicate<String> kept) {
        Map<String, Object> values = new LinkedHashMap<>();
        mapping.properties().forEach(field -> {
            Object value = kept.test(field.getKey()) ? value(field.getValue(), kept) : null;
            if (value != null) {
                values.put(field.getKey(), value);
            }
        });
        return values;
    }

    /** Null for a null: under a key it says as much as the key's absence. */
    private static @Nullable Object value(JsonNode json, Predicate<String> kept) {
        return switch (json.getNodeType()) {
            case OBJECT -> Collections.unmodifiableMap(map(json, kept));
            case ARRAY -> list(json, kept);
            case STRING -> json.asString();
            case BOOLEAN -> json.asBoolean();
            case NUMBER ->
                json.isIntegralNumber() && json.canConvertToLong() ? (Object) json.asLong() : json.numberValue();
            default -> null;
        };
    }

    private static List<@Nullable Object> list(JsonNode json, Predicate<String> kept) {
        List<@Nullable Object> values = new ArrayList<>();
        json.forEach(item -> values.add(value(item, kept)));
        return Collections.unmodifiableList(values);
    }
}
