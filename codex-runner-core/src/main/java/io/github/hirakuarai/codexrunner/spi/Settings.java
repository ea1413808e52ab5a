package io.github.hirakuarai.codexrunner.spi;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The validated configuration for plugins. Keys are paths such as {@code github.apiUrl}.
 *
 * @param values nested maps and lists of JSON's values, as in {@link io.github.hirakuarai.codexrunner.model.Output}
 */
public record Settings(Map<String, Object> values) {

    /** Nothing is set. */
    public static final Settings EMPTY = new Settings(Map.of());

    public Settings {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Returns a string; empty if the key is absent or null. */
    public Optional<String> text(String path) {
        return Optional.ofNullable(find(path)).map(Object::toString);
    }

    /** Returns an integer; empty if the key is absent or null. */
    public Optional<Integer> number(String path) {
        return Optional.ofNullable(find(path)).map(value -> ((Number) value).intValue());
    }

    /** Returns a boolean, with a default for an absent key. */
    public boolean flag(String path, boolean otherwise) {
        return find(path) instanceof Boolean flag ? flag : otherwise;
    }

    /** Returns a list of strings; empty if the key is absent. */
    public List<String> texts(String path) {
        List<String> texts = new ArrayList<>();
        if (find(path) instanceof List<?> values) {
            values.forEach(value -> texts.add(String.valueOf(value)));
        }
        return List.copyOf(texts);
    }

    /** A map of texts; empty when the key is absent. */
    public Map<String, String> textsByKey(String path) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (find(path) instanceof Map<?, ?> values) {
            values.forEach((key, value) -> texts.put(String.valueOf(key), String.valueOf(value)));
        }
        return Collections.unmodifiableMap(texts);
    }

    private @Nullable Object find(String path) {
        Object value = values;
        for (String key : path.split("\\.", -1)) {
            if (!(value instanceof Map<?, ?> map)) {
                return null;
            }
            value = map.get(key);
        }
        return value;
    }
}
