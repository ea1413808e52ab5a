package io.github.hirakuarai.codexrunner.forge;

import io.github.hirakuarai.codexrunner.forge.GraphQlQuery.Selection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object that can be asked for.
 *
 * @param types its own type first, then the interfaces that it has
 * @param seenAs the type of the field that gives it, an interface's or a union's or its own
 * @param fields every field of its own type: a value that JSON has, a thing, a list of things, or a {@link Computed}
 */
record GraphQlThing(List<String> types, String seenAs, Map<String, @Nullable Object> fields) {

    GraphQlThing {
        types = List.copyOf(types);
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** A thing of one type, which is also the field's. */
    static GraphQlThing of(String type, Map<String, @Nullable Object> fields) {
        return new GraphQlThing(List.of(type), type, fields);
    }

    /** A field that is found out only when it is asked for, because it has arguments or leads back. */
    @FunctionalInterface
    interface Computed {

        @Nullable
        Object of(Selection selection);
    }
}
