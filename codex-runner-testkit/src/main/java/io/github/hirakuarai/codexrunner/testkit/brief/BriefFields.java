package io.github.hirakuarai.codexrunner.testkit.brief;

import io.github.hirakuarai.codexrunner.model.Action;
import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.Output;
import io.github.hirakuarai.codexrunner.model.Priority;
import io.github.hirakuarai.codexrunner.model.Step;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells the fields of a brief, as they are written. */
final class BriefFields {

    private BriefFields() {}

    /** All that a brief says, as it is written. */
    static Map<String, Object> of(Brief brief) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("executor", brief.lane());
        fields.put("repo", brief.repository().toString());
        fields.put("branch", brief.branch());
        fields.put("workdir", brief.workdir());
        fields.put("steps", brief.steps().stream().map(BriefFields::of).toList());
        fields.put("outputs", brief.outputs().stream().map(BriefFields::of).toList());
        put(fields, "context_header", brief.contextHeader());
        put(fields, "notes", brief.notes());
        if (!brief.priority().equals(Priority.NORMAL)) {
            fields.put("priority", written(brief.priority()));
        }
        put(
                fields,
                "deadline",
                brief.deadline() == null ? null : brief.deadline().toString());
        put(fields, "timeout", brief.timeout() == null ? null : written(brief.timeout()));
        if (!brief.env().isEmpty()) {
            fields.put("env", brief.env());
        }
        put(fields, "image", brief.image());
        return fields;
    }

    private static Map<String, Object> of(Step step) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", step.name());
        fields.put(step.action().kind(), value(step.action()));
        put(fields, "timeout", step.timeout() == null ? null : written(step.timeout()));
        if (!step.env().isEmpty()) {
            fields.put("env", step.env());
        }
        if (step.continueOnError()) {
            fields.put("continue_on_error", true);
        }
        put(fields, "if", step.always() ? "always" : null);
        return fields;
    }

    private static Object value(Action action) {
        boolean one = action.arguments().isEmpty()
                || (action instanceof Action.Make && action.arguments().size() == 1);
        return one ? action.text() : action.arguments();
    }

    private static Map<String, Object> of(Output output) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", output.type());
        fields.putAll(output.fields());
        return fields;
    }

    private static void put(Map<String, Object> fields, String key, @Nullable Object value) {
        if (value != null) {
            fields.put(key, value);
        }
    }

    private static Object written(Priority priority) {
        for (String name : List.of("low", "high", "urgent")) {
            if (Priority.named(name).equals(Optional.of(priority))) {
                return name;
            }
        }
        return (long) priority.value();
    }

    private static String written(Duration duration) {
        if (duration.getNano() > 0 || duration.getSeconds() % 7 == 0) {
            return duration.toString();
        }
        return duration.toSeconds() % 60 == 0 ? duration.toMinutes() + "m" : duration.toSeconds() + "s";
    }
}
