package io.github.hirakuarai.codexrunner.yaml;

import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.model.ProblemCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Turns the errors of the schema validator into problems that name the place and the fix. */
final class ErrorTranslator {

    /** A larger limit is that of the number's type, which tells nobody anything. */
    private static final int LARGEST_SHOWN = 1_000_000;

    private final YamlDocument document;
    private final Positions positions;
    private final SchemaIndex index;
    private final Map<String, TextRule> rules;

    ErrorTranslator(YamlDocument document, SchemaIndex index, Map<String, TextRule> rules) {
        this.document = document;
        this.positions = new Positions(document.text(), document.source());
        this.index = index;
        this.rules = rules;
    }

    /** None when the error follows from one that is reported already. */
    List<Problem> translate(Error error) {
        List<Object> path = path(error.getInstanceLocation());
        YamlNode node = find(path);
        if (node == null || node instanceof YamlNode.Refused || insideAlternative(error)) {
            return List.of();
        }
        JsonNode schema = index.holder(error.getSchemaLocation());
        return switch (error.getKeyword()) {
            case "required" -> one(missing(node, path, Objects.requireNonNull(error.getProperty()), schema));
            case "additionalProperties", "unevaluatedProperties" ->
                one(unknown(node, path, Objects.requireNonNull(error.getProperty()), schema));
            case "propertyNames" -> one(badKey(node, path, Objects.requireNonNull(error.getProperty()), schema));
            case "type" -> one(wrongType(node, path, schema));
            case "oneOf" -> one(alternatives(node, path, schema));
            case "format" -> format(node, path, schema);
            case "minItems", "minProperties" ->
                one(bad(
                        node,
                        path,
                        "must have at least " + schema.path(error.getKeyword()).asString(),
                        hint(schema)));
            default -> one(badValue(node, path, schema));
        };
    }

    private static List<Problem> one(Problem problem) {
        return List.of(problem);
    }

    /** The keyword that compares the alternatives reports what fails inside one. */
    private static boolean insideAlternative(Error error) {
        NodePath path = error.getEvaluationPath();
        for (int depth = 0; depth < path.getNameCount() - 1; depth++) {
            String step = path.getName(depth);
            boolean keyword = depth == 0 || !path.getName(depth - 1).equals("properties");
            if (keyword && (step.equals("oneOf") || step.equals("anyOf"))) {
                return true;
            }
        }
        return false;
    }

    private Problem missing(YamlNode node, List<Object> path, String field, JsonNode schema) {
        JsonNode wanted = schema.path("properties").path(field);
        return problem(
                ProblemCode.MISSING_FIELD,
                node.start(),
                below(path, field),
                owner(path) + "the field '" + field + "' is missing",
                missingHint(field, wanted));
    }

    /** What it is; of a list that may be empty, how that is written. */
    private @Nullable String missingHint(String field, JsonNode wanted) {
        boolean mayBeEmpty = types(wanted.path("type")).contains("array")
                && wanted.path("minItems").asInt(0) == 0;
        return mayBeEmpty
                ? "add '" + field + ": []' for none"
                : example(wanted)
                        .map(example -> "add it, such as " + field + ": " + example)
                        .or(() -> description(wanted))
                        .orElse(null);
    }

    /** The first example of a schema, as YAML on one line. */
    private static Optional<String> example(JsonNode schema) {
        JsonNode example = schema.path("examples").path(0);
        return example.isMissingNode() || example.isNull() ? Optional.empty() : Optional.of(flow(example));
    }

    private static String flow(JsonNode value) {
        if (value.isArray()) {
            return StreamSupport.stream(value.spliterator(), false)
                    .map(ErrorTranslator::flow)
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        if (value.isObject()) {
            return value.propertyStream()
                    .map(field -> field.getKey() + ": " + flow(field.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        return value.asString();
    }

    private Problem unknown(YamlNode node, List<Object> path, String key, JsonNode schema) {
        YamlNode.Field field = node.field(key);
        List<String> known = new ArrayList<>(schema.path("properties").propertyNames());
        Optional<String> near = Nearest.to(key, known);
        String hint = near.map(word -> "did you mean '" + word + "'?")
                .orElseGet(() -> "known fields: " + String.join(", ", known));
        return problem(
                ProblemCode.UNKNOWN_FIELD,
                field == null ? node.start() : field.start(),
                below(path, key),
                owner(path) + "unknown field '" + Texts.shown(key) + "'",
                hint);
    }

    private Problem badKey(YamlNode node, List<Object> path, String key, JsonNode schema) {
        YamlNode.Field field = node.field(key);
        return problem(
                ProblemCode.BAD_VALUE,
                field == null ? node.start() : field.start(),
                below(path, key),
                owner(path) + "'" + Texts.shown(key) + "' cannot be a key here",
                description(schema.path("propertyNames")).orElse(null));
    }

    private Problem wrongType(YamlNode node, List<Object> path, JsonNode schema) {
        String wanted = types(schema.path("type")).stream()
                .map(ErrorTranslator::typeName)
                .collect(Collectors.joining(" or "));
        return problem(
                ProblemCode.WRONG_TYPE,
                node.start(),
                path,
                name(path) + " must be " + wanted + ", not " + shown(node),
                typeHint(node, schema));
    }

    private @Nullable String typeHint(YamlNode node, JsonNode schema) {
        List<String> wanted = types(schema.path("type"));
        JsonNode json = node.json();
        if (json.isNull()) {
            return wanted.contains("array")
                    ? "write [] for an empty list"
                    : "write a value, or remove the key if it is optional";
        }
        if (wanted.contains("string") && json.isValueNode()) {
            boolean unit = schema.path("format").asString("").equals("codex-duration") && json.isNumber();
            String written = Texts.shown(document.text().substring(node.start(), node.end()));
            return unit ? "write it with its unit: " + written + "s" : "write it in quotes: \"" + written + "\"";
        }
        if (json.isString() && wanted.contains("boolean")) {
            return "write true or false, in lower case and without quotes";
        }
        if (json.isString() && wanted.contains("integer")) {
            return "write a number, without quotes";
        }
        if (wanted.contains("array") && !json.isContainer()) {
            return "write a list: [" + Texts.shown(document.text().substring(node.start(), node.end())) + "]";
        }
        return description(schema).orElse(null);
    }

    private Problem alternatives(YamlNode node, List<Object> path, JsonNode schema) {
        List<String> fields = StreamSupport.stream(schema.path("oneOf").spliterator(), false)
                .map(one -> one.path("required").path(0).asString(""))
                .filter(field -> !field.isEmpty())
                .toList();
        List<String> present =
                fields.stream().filter(field -> node.field(field) != null).toList();
        if (fields.isEmpty()) {
            return badValue(node, path, schema);
        }
        String all = String.join(", ", fields);
        if (present.isEmpty()) {
            String message = owner(path) + "one of the fields " + all + " is missing";
            return problem(ProblemCode.MISSING_FIELD, node.start(), path, message, null);
        }
        String second = present.get(1);
        YamlNode.Field field = Objects.requireNonNull(node.field(second));
        return problem(
                ProblemCode.BAD_VALUE,
                field.start(),
                below(path, second),
                owner(path) + "'" + present.get(0) + "' and '" + second + "' cannot be used together",
                "keep exactly one of " + all);
    }

    private List<Problem> format(YamlNode node, List<Object> path, JsonNode schema) {
        TextRule rule = rules.get(schema.path("format").asString(""));
        if (rule == null) {
            return one(badValue(node, path, schema));
        }
        String text = node.json().asString("");
        if (rule.visible() && HiddenCharacters.in(text)) {
            return hidden(node, path);
        }
        List<TextRule.Finding> findings = rule.rule().apply(text).stream().toList();
        if (findings.isEmpty()) {
            // The text that was checked is another than the one that is shown.
            return one(badValue(node, path, schema));
        }
        return findings.stream()
                .map(finding -> problem(
                        finding.code(),
                        node.start(),
                        path,
                        name(path) + " " + finding.message().replace(TextRule.VALUE, "'" + Texts.shown(text) + "'"),
                        finding.hint()))
                .toList();
    }

    private List<Problem> hidden(YamlNode node, List<Object> path) {
        List<HiddenCharacters.Hit> hits = HiddenCharacters.find(document.text(), node.start(), node.end());
        if (hits.isEmpty()) {
            // Only a line break that YAML folds in its own way could bring us here; the value's beginning is near
            // enough.
            hits = List.of(new HiddenCharacters.Hit(node.start(), '\r'));
        }
        return hits.stream()
                .limit(DocumentSchema.MOST_PROBLEMS)
                .map(hit -> problem(
                        ProblemCode.HIDDEN_CHARACTER,
                        hit.offset(),
                        path,
                        name(path) + " contains the hidden character " + Texts.name(hit.character()),
                        "delete it, or write it as an escape in the script"))
                .toList();
    }

    private Problem badValue(YamlNode node, List<Object> path, JsonNode schema) {
        if (schema.path("enum").isArray()) {
            List<String> values = new ArrayList<>();
            schema.path("enum").forEach(value -> values.add(value.asString()));
            Optional<String> near =
                    node.json().isString() ? Nearest.to(node.json().asString(), values) : Optional.empty();
            String hint = near.map(word -> "did you mean '" + word + "'?")
                    .orElseGet(() -> "one of: " + String.join(", ", values));
            return bad(node, path, "cannot be " + shown(node), hint);
        }
        return bad(node, path, "cannot be " + shown(node), hint(schema));
    }

    private Problem bad(YamlNode node, List<Object> path, String message, @Nullable String hint) {
        return problem(ProblemCode.BAD_VALUE, node.start(), path, name(path) + " " + message, hint);
    }

    private Problem problem(ProblemCode code, int offset, List<Object> path, String message, @Nullable String hint) {
        Position position = positions.at(offset);
        return new Problem(code, position.line(), position.column(), Pointer.of(path), message, hint);
    }

    private static @Nullable String hint(JsonNode schema) {
        JsonNode only = schema.path("const");
        if (!only.isMissingNode()) {
            return "write " + only.asString();
        }
        JsonNode least = schema.path("minimum");
        JsonNode most = schema.path("maximum");
        if (!least.isMissingNode() && !most.isMissingNode() && most.asLong() <= LARGEST_SHOWN) {
            return "write a number from " + least.asString() + " to " + most.asString();
        }
        Optional<String> said = description(schema);
        if (said.isPresent()) {
            return said.get();
        }
        JsonNode example = schema.path("examples").path(0);
        return example.isMissingNode() ? bounds(schema) : example.asString(null);
    }

    /** What a schema says that has no words for people. */
    private static @Nullable String bounds(JsonNode schema) {
        if (schema.has("pattern")) {
            return "write a text that matches " + schema.path("pattern").asString();
        }
        if (schema.has("maximum")) {
            return "write a number of at most " + schema.path("maximum").asString();
        }
        return schema.has("minimum")
                ? "write a number of at least " + schema.path("minimum").asString()
                : null;
    }

    /** The description of a schema as part of a message: in lower case, without the full stop. */
    private static Optional<String> description(JsonNode schema) {
        String text = schema.path("description").asString("");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        boolean acronym = text.length() > 1 && Character.isUpperCase(text.charAt(1));
        String begin = acronym ? text.substring(0, 1) : text.substring(0, 1).toLowerCase(Locale.ROOT);
        return Optional.of(begin + text.substring(1, text.endsWith(".") ? text.length() - 1 : text.length()));
    }

    private static List<String> types(JsonNode type) {
        List<String> types = new ArrayList<>();
        if (type.isArray()) {
            type.forEach(one -> types.add(one.asString()));
        } else {
            types.add(type.asString(""));
        }
        return types;
    }

    private static String typeName(String type) {
        return switch (type) {
            case "string" -> "a string";
            case "integer" -> "a whole number";
            case "number" -> "a number";
            case "boolean" -> "true or false";
            case "array" -> "a list";
            case "object" -> "a mapping";
            default -> type;
        };
    }

    private static String shown(YamlNode node) {
        JsonNode json = node.json();
        if (json.isString()) {
            return json.asString().isEmpty() ? "an empty string" : "the string '" + Texts.shown(json.asString()) + "'";
        }
        if (json.isNull()) {
            return "null";
        }
        if (json.isContainer()) {
            return json.isArray() ? "a list" : "a mapping";
        }
        return (json.isNumber() ? "the number " : "") + Texts.shown(json.asString());
    }

    private static String owner(List<Object> path) {
        return path.isEmpty() ? "" : Pointer.label(path) + ": ";
    }

    private static String name(List<Object> path) {
        return path.isEmpty() ? "the top level" : "'" + Pointer.label(path) + "'";
    }

    private static List<Object> below(List<Object> path, String key) {
        List<Object> below = new ArrayList<>(path);
        below.add(key);
        return below;
    }

    private static List<Object> path(NodePath location) {
        List<Object> path = new ArrayList<>();
        for (int depth = 0; depth < location.getNameCount(); depth++) {
            path.add(location.getElement(depth));
        }
        return path;
    }

    private @Nullable YamlNode find(Collection<Object> path) {
        YamlNode node = document.root();
        for (Object step : path) {
            if (node instanceof YamlNode.Sequence sequence && step instanceof Integer position) {
                node = sequence.items().get(position);
            } else {
                YamlNode.Field field = node.field(step.toString());
                if (field == null) {
                    return null;
                }
                node = field.value();
            }
        }
        return node;
    }
}
