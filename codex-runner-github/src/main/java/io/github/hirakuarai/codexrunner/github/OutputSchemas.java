package io.github.hirakuarai.codexrunner.github;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The schemas of the built-in outputs, which core packs. */
final class OutputSchemas {

    private OutputSchemas() {}

    static String text(String type) {
        String name = "/io/github/hirakuarai/codexrunner/schema/outputs/" + type + ".schema.json";
        try (@Nullable InputStream schema = OutputSchemas.class.getResourceAsStream(name)) {
            if (schema == null) {
                throw new IllegalStateException("the jar lacks " + name);
            }
            return new String(schema.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
