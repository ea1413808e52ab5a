package io.github.hirakuarai.codexrunner.model;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What one key of a lane's {@code allow} lists.
 *
 * @param entries as written; null when the key is absent, which allows everything. An empty list allows nothing
 */
public record AllowList(@Nullable List<String> entries) {

    /** Allows everything. */
    public static final AllowList ANY = new AllowList(null);

    public AllowList {
        entries = entries == null ? null : List.copyOf(entries);
    }

    /** Whether the lane narrows this at all. */
    public boolean narrows() {
        return entries != null;
    }

    /** Whether an entry is the value. */
    public boolean allows(String value) {
        return entries == null || entries.contains(value);
    }

    /** Whether an entry meets a condition. */
    public boolean allowsBy(Predicate<String> condition) {
        return entries == null || entries.stream().anyMatch(condition);
    }

    /** The entries for a message; {@code nothing} for an empty list. */
    @Override
    public String toString() {
        if (entries == null) {
            return "anything";
        }
        return entries.isEmpty() ? "nothing" : String.join(", ", entries);
    }
}
