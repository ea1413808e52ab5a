package io.github.hirakuarai.codexrunner.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The schemas of the folder {@code schema}, as the jar carries them. */
public final class PublishedSchemas {

    private static final String FOLDER = "/io/github/hirakuarai/codexrunner/schema/";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private PublishedSchemas() {}

    /** A schema's text, by its path in the folder. */
    public static String text(String name) {
        try (InputStream stream = PublishedSchemas.class.getResourceAsStream(FOLDER + name)) {
            if (stream == null) {
                throw new IllegalStateException("the jar lacks its schema " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A schema, by its path in the folder. The caller's own copy. */
    public static ObjectNode json(String name) {
        return (ObjectNode) JSON.readTree(text(name));
    }
}
