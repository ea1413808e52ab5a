package io.github.hirakuarai.codexrunner.yaml;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.format.Format;
import com.networknt.schema.regex.JDKRegularExpressionFactory;
import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.model.ProblemCode;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A JSON Schema, made ready once, that says what is wrong with a document and where. Safe for many threads. */
public final class DocumentSchema {

    /** No document gets more problems than this: a wall of them helps nobody. */
    public static final int MOST_PROBLEMS = 100;

    private final Schema schema;
    private final SchemaIndex index;
    private final Map<String, TextRule> rules;

    private DocumentSchema(Schema schema, SchemaIndex index, Map<String, TextRule> rules) {
        this.schema = schema;
        this.index = index;
        this.rules = rules;
    }

    /**
     * Makes a schema ready.
     *
     * @param json the schema, of JSON Schema 2020-12, with an {@code $id}; it refers to nothing outside itself
     * @param rules what the schema's formats mean
     * @throws IllegalArgumentException when it is no schema
     */
    public static DocumentSchema of(JsonNode json, Collection<TextRule> rules) {
        Dialect dialect = Dialect.builder(Dialects.getDraft202012())
                .formats(rules.stream().map(RuleFormat::new).toList())
                .build();
        SchemaRegistryConfig settings = SchemaRegistryConfig.builder()
                .formatAssertionsEnabled(true)
                .regularExpressionFactory(JDKRegularExpressionFactory.getInstance())
                .build();
        SchemaRegistry registry =
                SchemaRegistry.withDialect(dialect, builder -> builder.schemaRegistryConfig(settings));
        try {
            Schema schema =
                    registry.getSchema(SchemaLocation.of(json.path("$id").asString("urn:codex-runner:schema")), json);
            schema.initializeValidators();
            return new DocumentSchema(
                    schema,
                    SchemaIndex.of(json),
                    rules.stream().collect(Collectors.toUnmodifiableMap(TextRule::format, Function.identity())));
        } catch (SchemaException e) {
            throw new IllegalArgumentException("it cannot be read as one: " + e.getMessage(), e);
        }
    }

    /**
     * Requires a schema to be one, keyword by keyword: {@link #of} takes some that mean nothing, such as one of an unknown type.
     *
     * @throws IllegalArgumentException when it is none; the message has the place in it
     */
    public static void requireSound(JsonNode json) {
        SchemaRegistry.withDialect(Dialects.getDraft202012())
                .getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()))
                .validate(json)
                .stream()
                .findFirst()
                .ifPresent(error -> {
                    String place = error.getInstanceLocation().toString();
                    throw new IllegalArgumentException((place.isEmpty() ? "" : place + ": ") + error.getMessage());
                });
        if (SchemaLoops.in(json)) {
            throw new IllegalArgumentException("a part of it refers to itself without an end");
        }
    }

    /** Everything that the schema and its rules find wrong with a document, in the document's order. */
    public List<Problem> check(YamlDocument document) {
        return check(document, document.root().json());
    }

    /** The same for other values than the document's own: what is told are the document's. They differ in texts only. */
    public List<Problem> check(YamlDocument document, JsonNode values) {
        List<Error> errors = schema.validate(values);
        if (errors.isEmpty()) {
            return List.of();
        }
        Map<String, Problem> problems = new HashMap<>();
        ErrorTranslator translator = new ErrorTranslator(document, index, rules);
        for (Error error : errors) {
            for (Problem problem : translator.translate(error)) {
                // A value of the wrong form often breaks two rules that say the same: pattern and format.
                String what = problem.code() + " " + problem.path()
                        + (problem.code() == ProblemCode.HIDDEN_CHARACTER
                                ? " " + problem.line() + ":" + problem.column()
                                : "");
                problems.putIfAbsent(what, problem);
            }
        }
        Set<String> mistyped = problems.values().stream()
                .filter(problem -> problem.code() == ProblemCode.WRONG_TYPE)
                .map(Problem::path)
                .collect(Collectors.toSet());
        // What else is wrong with a value of the wrong type follows from its type.
        return problems.values().stream()
                .filter(problem -> problem.code() == ProblemCode.WRONG_TYPE || !mistyped.contains(problem.path()))
                .sorted()
                .limit(MOST_PROBLEMS)
                .toList();
    }

    private record RuleFormat(TextRule rule) implements Format {
        @Override
        public String getName() {
            return rule.format();
        }

        @Override
        public boolean matches(ExecutionContext execution, SchemaContext context, String value) {
            return rule.accepts(value);
        }
    }
}
