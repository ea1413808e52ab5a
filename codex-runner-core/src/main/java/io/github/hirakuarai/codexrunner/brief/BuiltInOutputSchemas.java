package io.github.hirakuarai.codexrunner.brief;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
        return resource("outputs/" + type + ".schema.json");
    }

    static String resource(String name) {
        try (InputStream stream =
                BuiltInOutputSchemas.class.getResourceAsStream("/io/github/hirakuarai/codexrunner/schema/" + name)) {
            if (stream == null) {
                throw new IllegalStateException("the jar lacks its schema " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
