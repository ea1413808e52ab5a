package io.github.hirakuarai.codexrunner.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.yaml.PublishedSchemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ConfigSchemaTest {

    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    /** Users would set a key that nothing reads, and wonder. */
    @Test
    void theProgramNamesEveryKeyOfTheSchema() throws IOException {
        String program = String.join("\n", sources());
        Set<String> unknown = new TreeSet<>();
        addKeys(PublishedSchemas.json(ConfigReader.SCHEMA), unknown);
        assertThat(unknown).hasSizeGreaterThan(60);
        unknown.remove("version"); // It says which schema holds.
        unknown.removeIf(key -> Pattern.compile("\"[^\"\n]*\\b" + Pattern.quote(key) + "\\b[^\"\n]*\"")
                .matcher(program)
                .find());

        assertThat(unknown).isEmpty();
    }

    private static void addKeys(JsonNode schema, Set<String> keys) {
        if (schema.path("properties").isObject()) {
            schema.get("properties").properties().forEach(key -> keys.add(key.getKey()));
        }
        schema.forEach(part -> addKeys(part, keys));
    }

    private static List<String> sources() throws IOException {
        List<String> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(PROJECT)) {
            for (Path module : modules.map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(module)) {
                    for (Path file : files.filter(file -> file.toString().endsWith(".java"))
                            .toList()) {
                        sources.add(Files.readString(file));
                    }
                }
            }
        }
        return sources;
    }
}
