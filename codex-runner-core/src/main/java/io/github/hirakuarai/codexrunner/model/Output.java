package io.github.hirakuarai.codexrunner.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Something that a brief publishes (protocol §3.2). Its fields were validated against the schema of the plugin that
 * handles its type.
 *
 * @param type the plugin that handles it
 * @param fields all fields but {@code type} and those that begin with {@code x-}, in the order written. Values are those
 *     of JSON: String, Boolean, Long, Double, java.math.BigInteger, List and Map
 */
public record Output(String type, Map<String, Object> fields) {

    public Output {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** Returns a string field. */
    public Optional<String> text(String field) {
        return Optional.ofNullable((String) fields.get(field));
    }

    /** Returns a boolean field; false if it is absent. */
    public boolean flag(String field) {
        return Boolean.TRUE.equals(fields.get(field));
    }

    /** Returns an integer field. */
    public Optional<Integer> number(String field) {
        return Optional.ofNullable((Number) fields.get(field)).map(Number::intValue);
    }

    /** Returns a list of strings; empty if the field is absent. */
    public List<String> texts(String field) {
        List<String> texts = new ArrayList<>();
        if (fields.get(field) instanceof List<?> values) {
            values.forEach(value -> texts.add((String) value));
        }
        return List.copyOf(texts);
    }
}
