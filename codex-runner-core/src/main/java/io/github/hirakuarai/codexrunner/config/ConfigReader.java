package io.github.hirakuarai.codexrunner.config;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.yaml.DocumentSchema;
import io.github.hirakuarai.codexrunner.yaml.PublishedSchemas;
import io.github.hirakuarai.codexrunner.yaml.SchemaDefaults;
import io.github.hirakuarai.codexrunner.yaml.YamlDocument;
import io.github.hirakuarai.codexrunner.yaml.YamlReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Reads the configuration file. Safe for many threads. */
public final class ConfigReader {

    /** The largest file that is read, in bytes. */
    public static final int LARGEST = 256 * 1024;

    static final String SCHEMA = "codex-runner-config-v1.schema.json";

    private final Map<String, String> environment;
    private final String hostName;
    private final Clock clock;

    /**
     * A reader.
     *
     * @param environment of this process: {@code HOME} stands for {@code ~}, and {@code ${NAME}} under {@code plugins}
     *     is looked up here
     * @param hostName what the runner is called when the file does not say it
     * @param clock says since when briefs are taken when the file does not say it
     */
    public ConfigReader(Map<String, String> environment, String hostName, Clock clock) {
        this.environment = Map.copyOf(environment);
        this.hostName = hostName;
        this.clock = clock;
    }

    /** The schema of the file as text, for editors and other tools. */
    public static String schema() {
        return PublishedSchemas.text(SCHEMA);
    }

    /**
     * Reads a file.
     *
     * @throws RunnerException with {@link ErrorCode#CONFIGURATION} when it cannot be read or is wrong: then its message
     *     has one line for each problem, {@code codex-runner.yaml:12:3: error: …}
     */
    public RunnerConfig read(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw wrong(file + ": larger than 256 KiB; check that it is the configuration file");
            }
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            return read(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString(), file);
        } catch (NoSuchFileException e) {
            throw wrong(file + ": file not found; run `codex-runner init` to write one");
        } catch (CharacterCodingException e) {
            throw wrong(file + ": not UTF-8; save it as UTF-8");
        } catch (IOException e) {
            throw new RunnerException(ErrorCode.CONFIGURATION, file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** Reads a text as if it stood in a file; see {@link #read(Path)}. */
    public RunnerConfig read(String text, Path file) {
        YamlDocument document = YamlReader.readWhole(text);
        ObjectNode schema = PublishedSchemas.json(SCHEMA);
        EnvironmentReferences references = new EnvironmentReferences(environment);
        List<Problem> problems = new ArrayList<>(document.problems());
        if (document.complete()) {
            problems.addAll(references.check(document));
            problems.addAll(DocumentSchema.of(schema, ConfigRules.ALL).check(document));
        }
        if (!problems.isEmpty()) {
            throw ConfigFile.refused(file, problems);
        }
        ObjectNode values = (ObjectNode) document.root().json().deepCopy();
        if (values.get("plugins") instanceof ObjectNode plugins) {
            references.replaceIn(plugins);
        }
        ConfigFile written = new ConfigFile(file, document, values.deepCopy());
        new SchemaDefaults(schema).fill(values);
        return new ConfigBuilder(values, file, environment, hostName, clock).build(written, references.used());
    }

    private static RunnerException wrong(String message) {
        return new RunnerException(ErrorCode.CONFIGURATION, message);
    }
}
