package io.github.hirakuarai.codexrunner.brief;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.model.ProblemCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.OutputHandlerFactory;
import io.github.hirakuarai.codexrunner.yaml.DocumentSchema;
import io.github.hirakuarai.codexrunner.yaml.YamlDocument;
import io.github.hirakuarai.codexrunner.yaml.YamlNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks what was read of a block against the schema of all output types found and the rules that a schema cannot say,
 * and makes the brief of it. Expensive to make, cheap to use, safe for many threads.
 */
public final class BriefValidator {

    private static final Pattern OUTPUT_TYPE = Pattern.compile("/outputs/\\d+/type");
    private static final Pattern LANE = Pattern.compile("[a-z0-9][a-z0-9-]{0,99}");

    private final DocumentSchema schema;

    /**
     * Makes a validator.
     *
     * @param outputs the output types that briefs may use; only their ids and schemas are asked for
     * @throws RunnerException when a schema is none, or two handle one type
     */
    public BriefValidator(Collection<? extends OutputHandlerFactory> outputs) {
        this(schema(outputs, false));
    }

    private BriefValidator(DocumentSchema schema) {
        this.schema = schema;
    }

    /**
     * Makes a validator for programs that read briefs and publish nothing: it accepts output types of which it knows nothing, with any
     * fields.
     *
     * @param outputs the output types whose fields are checked; only their ids and schemas are asked for
     * @throws RunnerException when a schema is none, or two handle one type
     * @since 0.1.0
     */
    public static BriefValidator ofAnyOutput(Collection<? extends OutputHandlerFactory> outputs) {
        return new BriefValidator(schema(outputs, true));
    }

    /**
     * Checks the schema of one output type.
     *
     * @throws RunnerException when it is none
     */
    public static void requireSchema(OutputHandlerFactory output) {
        Objects.requireNonNull(schema(List.of(output), false));
    }

    private static DocumentSchema schema(Collection<? extends OutputHandlerFactory> outputs, boolean others) {
        try {
            return DocumentSchema.of(
                    others ? BriefSchema.openTo(outputs) : BriefSchema.composedOf(outputs), BriefRules.ALL);
        } catch (IllegalArgumentException e) {
            if (outputs.size() > 1) {
                // One alone says which it is.
                outputs.forEach(BriefValidator::requireSchema);
            }
            List<String> types = outputs.stream().map(OutputHandlerFactory::id).toList();
            throw new RunnerException(
                    ErrorCode.PLUGIN,
                    "the schema of the output type " + String.join(" or ", types) + " is not a valid JSON Schema: "
                            + e.getMessage() + "; report it to its author",
                    e);
        }
    }

    /** Checks a block that was read. Never throws: all problems are told at once. */
    public BriefReading validate(ParsedBrief parsed) {
        List<Problem> problems = new ArrayList<>(parsed.problems());
        if (parsed.complete()) {
            YamlDocument document = parsed.readDocument();
            problems.addAll(check(document));
            if (problems.isEmpty()) {
                return new BriefReading.Valid(BriefBuilder.build(document.root()));
            }
        }
        return new BriefReading.Invalid(
                lane(parsed.document()),
                problems.stream().sorted().limit(DocumentSchema.MOST_PROBLEMS).toList());
    }

    private List<Problem> check(YamlDocument document) {
        try {
            return schema.check(document).stream()
                    .map(problem -> inTermsOfBriefs(problem, document))
                    .toList();
        } catch (RuntimeException | StackOverflowError e) {
            // A plugin's schema may be well-formed and still not to be applied, as one that refers to itself for ever.
            return List.of(new Problem(
                    ProblemCode.BAD_VALUE,
                    1,
                    1,
                    "/outputs",
                    "the schema of an output type cannot be applied: " + e,
                    "remove the outputs one by one to find out which, and report it to the author of its plugin"));
        }
    }

    /** Two faults of briefs have codes of their own, which a schema cannot name. */
    private static Problem inTermsOfBriefs(Problem problem, YamlDocument document) {
        if (problem.code() == ProblemCode.BAD_VALUE && problem.path().equals("/steps")) {
            return new Problem(
                    ProblemCode.NO_STEP,
                    problem.line(),
                    problem.column(),
                    problem.path(),
                    "'steps' is empty",
                    "add at least one step, such as - {name: test, shell: make test}");
        }
        if (problem.code() == ProblemCode.BAD_VALUE
                && OUTPUT_TYPE.matcher(problem.path()).matches()) {
            return new Problem(
                    ProblemCode.UNKNOWN_OUTPUT_TYPE,
                    problem.line(),
                    problem.column(),
                    problem.path(),
                    problem.message(),
                    missingPlugin(problem, document));
        }
        return problem;
    }

    /** A program that forgot a module needs other advice than a user who misspelt a type. */
    private static @Nullable String missingPlugin(Problem problem, YamlDocument document) {
        String type = document.root().json().at(problem.path()).asString("");
        if (BuiltInOutputSchemas.TYPES.contains(type)) {
            return "no plugin for '" + type + "' is on the class path; add codex-runner-github";
        }
        // Without any plugin there is no list of types to choose from.
        return "one of: ".equals(problem.hint())
                ? "no plugin for outputs is on the class path; add the jar of the plugin that handles '" + type + "'"
                : problem.hint();
    }

    private static @Nullable String lane(@Nullable YamlDocument document) {
        YamlNode.Field executor = document == null ? null : document.root().field("executor");
        if (document == null
                || executor == null
                || document.problems().stream()
                        .anyMatch(problem -> problem.code() == ProblemCode.DUPLICATE_KEY
                                && problem.path().equals("/executor"))) {
            return null;
        }
        String lane = executor.value().json().asString("");
        return LANE.matcher(lane).matches() && executor.value().json().isString() ? lane : null;
    }
}
