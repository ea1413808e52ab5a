package io.github.hirakuarai.codexrunner.brief;

import io.github.hirakuarai.codexrunner.yaml.PublishedSchemas;
import java.util.List;

/** The schemas of the built-in output types, as they stand in the folder {@code schema/outputs}. */
public final class BuiltInOutputSchemas {

    /** The built-in types. */
    public static final List<String> TYPES = List.of("comment", "pr", "report");

    private BuiltInOutputSchemas() {}

    /**
     * The schema of a built-in type, as {@link io.github.hirakuarai.codexrunner.spi.OutputHandlerFactory#schema} wants
     * it.
     *
     * @throws IllegalArgumentException when the type is not built in
     */
    public static String text(String type) {
        if (!TYPES.contains(type)) {
            throw new IllegalArgumentException("not a built-in output type: " + type);
        }
        return PublishedSchemas.text("outputs/" + type + ".schema.json");
    }
}
