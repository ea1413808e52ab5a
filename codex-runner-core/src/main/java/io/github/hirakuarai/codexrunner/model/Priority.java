package io.github.hirakuarai.codexrunner.model;

import java.util.Map;
import java.util.Optional;

/**
 * The priority of a brief; a higher one runs first.
 *
 * @param value from −100 to 100
 */
public record Priority(int value) implements Comparable<Priority> {

    /** The priority of a brief without one. */
    public static final Priority NORMAL = new Priority(0);

    /** The names that a brief may use, and what they mean. The protocol gives {@code normal}; the others are ours. */
    private static final Map<String, Integer> NAMES = Map.of("low", -50, "normal", 0, "high", 50, "urgent", 100);

    public Priority {
        if (value < -100 || value > 100) {
            throw new IllegalArgumentException("priorities go from -100 to 100: " + value);
        }
    }

    /** The priority of a name: {@code low} −50, {@code normal} 0, {@code high} 50, {@code urgent} 100. */
    public static Optional<Priority> named(String name) {
        return Optional.ofNullable(NAMES.get(name)).map(Priority::new);
    }

    @Override
    public int compareTo(Priority other) {
        return Integer.compare(value, other.value);
    }
}
