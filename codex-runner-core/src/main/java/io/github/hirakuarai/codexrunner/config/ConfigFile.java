package io.github.hirakuarai.codexrunner.config;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.model.ProblemCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.yaml.DocumentSchema;
import io.github.hirakuarai.codexrunner.yaml.Position;
import io.github.hirakuarai.codexrunner.yaml.Positions;
import io.github.hirakuarai.codexrunner.yaml.YamlDocument;
import io.github.hirakuarai.codexrunner.yaml.YamlNode;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** The file that a configuration was read from: where its values stand in it, for what is found wrong later. */
public final class ConfigFile {

    private final Path path;
    private final YamlDocument document;
    private final JsonNode values;

    /** @param values as written, with the values of the environment in place of their names */
    ConfigFile(Path path, YamlDocument document, JsonNode values) {
        this.path = path;
        this.document = document;
        this.values = values;
    }

    List<Problem> check(DocumentSchema schema) {
        return schema.check(document, values);
    }

    /** What is wrong with the value of a key; of one that is not written, with the mapping that would hold it. */
    Problem wrong(List<String> keys, String message, String hint) {
        YamlNode node = document.root();
        for (String key : keys) {
            YamlNode.Field field = node.field(key);
            if (field == null) {
                break;
            }
            node = field.value();
        }
        return problem(node.start(), keys, message, hint);
    }

    /** What is wrong with a key itself. */
    Problem wrongKey(List<String> keys, String message, String hint) {
        YamlNode node = document.root();
        int start = node.start();
        for (String key : keys) {
            YamlNode.Field field = node.field(key);
            if (field == null) {
                break;
            }
            start = field.start();
            node = field.value();
        }
        return problem(start, keys, message, hint);
    }

    private Problem problem(int offset, List<String> keys, String message, String hint) {
        Position position = new Positions(document.text(), document.source()).at(offset);
        return new Problem(
                ProblemCode.BAD_VALUE, position.line(), position.column(), "/" + String.join("/", keys), message, hint);
    }

    /** A line for each problem, in the order of the file: {@code codex-runner.yaml:12:3: error: …}. */
    static RunnerException refused(Path path, Collection<Problem> problems) {
        return new RunnerException(
                ErrorCode.CONFIGURATION,
                problems.stream()
                        .sorted()
                        .map(problem -> path + ":" + problem.line() + ":" + problem.column() + ": error: "
                                + problem.message() + (problem.hint() == null ? "" : "; " + problem.hint()))
                        .distinct()
                        .collect(Collectors.joining("\n")));
    }

    RunnerException refused(Collection<Problem> problems) {
        return refused(path, problems);
    }
}
