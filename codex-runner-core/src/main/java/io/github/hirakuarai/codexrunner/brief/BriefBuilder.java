package io.github.hirakuarai.codexrunner.brief;

import io.github.hirakuarai.codexrunner.model.Action;
import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.Deadline;
import io.github.hirakuarai.codexrunner.model.Output;
import io.github.hirakuarai.codexrunner.model.Priority;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.Step;
import io.github.hirakuarai.codexrunner.yaml.Quantities;
import io.github.hirakuarai.codexrunner.yaml.Values;
import io.github.hirakuarai.codexrunner.yaml.YamlNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Makes a brief of values that the schema found right. */
final class BriefBuilder {

    private BriefBuilder() {}

    static Brief build(YamlNode root) {
        JsonNode json = root.json();
        return new Brief(
                json.get("executor").asString(),
                RepositoryName.parse(json.get("repo").asString()).orElseThrow(),
                json.get("branch").asString(),
                json.get("workdir").asString(),
                json.get("steps").valueStream().map(BriefBuilder::step).toList(),
                json.get("outputs").valueStream().map(BriefBuilder::output).toList(),
                text(json, "context_header"),
                text(json, "notes"),
                priority(json.get("priority")),
                deadline(text(json, "deadline")),
                duration(text(json, "timeout")),
                env(json.get("env")),
                text(json, "image"));
    }

    private static Step step(JsonNode json) {
        return new Step(
                json.get("name").asString(),
                action(json),
                duration(text(json, "timeout")),
                env(json.get("env")),
                json.path("continue_on_error").asBoolean(false),
                json.has("if"));
    }

    private static Action action(JsonNode step) {
        if (step.has("shell")) {
            return new Action.Shell(step.get("shell").asString());
        }
        if (step.has("python")) {
            return new Action.Python(step.get("python").asString());
        }
        return step.has("make")
                ? new Action.Make(words(step.get("make")))
                : new Action.Kubectl(words(step.get("kubectl")));
    }

    private static List<String> words(JsonNode json) {
        return json.isString()
                ? List.of(json.asString())
                : json.valueStream().map(JsonNode::asString).toList();
    }

    private static Output output(JsonNode json) {
        Map<String, Object> fields = Values.map(json, key -> !isFree(key));
        fields.remove("type");
        return new Output(json.get("type").asString(), fields);
    }

    private static Map<String, String> env(@Nullable JsonNode json) {
        Map<String, String> env = new LinkedHashMap<>();
        if (json != null) {
            json.properties().stream()
                    .filter(variable -> !isFree(variable.getKey()))
                    .forEach(variable ->
                            env.put(variable.getKey(), variable.getValue().asString()));
        }
        return env;
    }

    private static boolean isFree(String key) {
        return key.startsWith("x-");
    }

    private static Priority priority(@Nullable JsonNode json) {
        if (json == null) {
            return Priority.NORMAL;
        }
        return json.isString() ? Priority.named(json.asString()).orElseThrow() : new Priority(json.asInt());
    }

    private static @Nullable Deadline deadline(@Nullable String text) {
        return Optional.ofNullable(text).flatMap(Deadline::parse).orElse(null);
    }

    private static @Nullable Duration duration(@Nullable String text) {
        return Optional.ofNullable(text).flatMap(Quantities::duration).orElse(null);
    }

    private static @Nullable String text(JsonNode json, String field) {
        JsonNode text = json.get(field);
        return text == null ? null : text.asString();
    }
}
