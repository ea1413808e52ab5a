package io.github.hirakuarai.codexrunner.config;

import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.model.ProblemCode;
import io.github.hirakuarai.codexrunner.yaml.Position;
import io.github.hirakuarai.codexrunner.yaml.Positions;
import io.github.hirakuarai.codexrunner.yaml.YamlDocument;
import io.github.hirakuarai.codexrunner.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * {@code ${NAME}} in the texts under {@code plugins}: a secret stands in the environment, not in the file. Anywhere else
 * it is a mistake, because everything else is no secret and reads better as it is.
 */
final class EnvironmentReferences {

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)\\}");

    private final Map<String, String> environment;
    private final Set<String> used = new TreeSet<>();

    EnvironmentReferences(Map<String, String> environment) {
        this.environment = environment;
    }

    /** References that stand where none is taken, or to variables that are not set. */
    List<Problem> check(YamlDocument document) {
        List<Problem> problems = new ArrayList<>();
        Positions positions = new Positions(document.text(), document.source());
        if (document.root() instanceof YamlNode.Mapping root) {
            root.fields().forEach((key, field) -> {
                if (!key.startsWith("x-")) {
                    check(positions, field.value(), "/" + key, key.equals("plugins"), problems);
                }
            });
        }
        return problems;
    }

    private void check(Positions positions, YamlNode node, String path, boolean taken, List<Problem> problems) {
        if (node instanceof YamlNode.Mapping mapping) {
            mapping.fields()
                    .forEach((key, field) -> check(positions, field.value(), path + "/" + key, taken, problems));
        } else if (node instanceof YamlNode.Sequence sequence) {
            for (int index = 0; index < sequence.items().size(); index++) {
                check(positions, sequence.items().get(index), path + "/" + index, taken, problems);
            }
        } else if (node.json().isString()) {
            Position position = positions.at(node.start());
            REFERENCE.matcher(node.json().asString()).results().forEach(reference -> {
                if (!taken) {
                    problems.add(bad(
                            position,
                            path,
                            reference.group() + " is not replaced here",
                            "environment variables are replaced under 'plugins' only"));
                } else if (!environment.containsKey(reference.group(1))) {
                    problems.add(
                            bad(position, path, "environment variable " + reference.group(1) + " is not set", null));
                }
            });
        }
    }

    private static Problem bad(Position position, String path, String message, @Nullable String hint) {
        return new Problem(ProblemCode.BAD_VALUE, position.line(), position.column(), path, message, hint);
    }

    /** Replaces every reference in the texts of a mapping. */
    void replaceIn(ObjectNode mapping) {
        List<String> keys = List.copyOf(mapping.propertyNames());
        keys.forEach(key -> mapping.set(key, replaced(mapping.get(key))));
    }

    private JsonNode replaced(JsonNode value) {
        if (value instanceof ObjectNode mapping) {
            replaceIn(mapping);
        } else if (value instanceof ArrayNode list) {
            for (int index = 0; index < list.size(); index++) {
                list.set(index, replaced(list.get(index)));
            }
        } else if (value.isString()) {
            return StringNode.valueOf(
                    REFERENCE.matcher(value.asString()).replaceAll(found -> Matcher.quoteReplacement(value(found))));
        }
        return value;
    }

    private String value(MatchResult reference) {
        used.add(reference.group(1));
        return environment.getOrDefault(reference.group(1), "");
    }

    /** The variables that were replaced: secrets from now on. */
    Set<String> used() {
        return Set.copyOf(used);
    }
}
