package io.github.hirakuarai.codexrunner.testkit.brief;

import io.github.hirakuarai.codexrunner.model.ProblemCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Changes one thing in a valid brief. Written plainly, so that the change is easy to see. */
final class SpoiltBriefs {

    private static final List<String> REQUIRED = List.of("executor", "repo", "branch", "workdir", "steps", "outputs");

    private SpoiltBriefs() {}

    static Arbitrary<SpoiltBrief> of(ProblemCode code) {
        return Combinators.combine(ValidBriefs.any().map(BriefFields::of), Arbitraries.of(spoilers(code)))
                .as((fields, spoiler) -> new SpoiltBrief(spoiler.apply(fields), code));
    }

    /** A brief's fields made into a document. */
    private interface Spoiler {

        String apply(Map<String, Object> fields);
    }

    private static List<Spoiler> spoilers(ProblemCode code) {
        return switch (code) {
            case BRIEF_UNCLOSED -> List.of(fields -> open(yaml(fields)));
            case AMBIGUOUS_MARKDOWN -> List.of(fields -> "> quoted\n<a>\n" + block(yaml(fields)));
            case TOO_LARGE -> List.of(with("notes", ("a".repeat(127) + "\n").repeat(2048)));
            case YAML_SYNTAX -> List.of(more("x-a: \"\n"), more("x-a: [\n"), more("x-a\n"), more("x-a: b: c\n"));
            case YAML_LIMIT ->
                List.of(
                        more("x-a: &a b\n"),
                        more("x-a: *a\n"),
                        more("x-a: !a b\n"),
                        more("---\nx-a: b\n"),
                        more("x-a: " + "[".repeat(40) + "]".repeat(40) + "\n"));
            case DUPLICATE_KEY -> List.of(more("branch: main\n"), more("'repo': octo-org/app\n"));
            case MISSING_FIELD ->
                REQUIRED.stream()
                        .<Spoiler>map(field -> changed(fields -> {
                            fields.remove(field);
                            return fields;
                        }))
                        .toList();
            case UNKNOWN_FIELD -> List.of(with("brnch", "main"), with("Notes", "a"), inStep("shel", "a"));
            case WRONG_TYPE ->
                List.of(
                        with("branch", 5L),
                        with("repo", List.of("octo-org/app")),
                        with("steps", "make"),
                        inStep("name", true));
            case BAD_VALUE ->
                List.of(
                        with("executor", "Devbox"),
                        with("repo", "app"),
                        with("timeout", "soon"),
                        with("deadline", "tomorrow"),
                        with("image", "debian:12"),
                        with("workdir", "work/app"));
            case HIDDEN_CHARACTER ->
                List.of(
                        inStep("shell", "make\u200B test"),
                        inStep("shell", "make # \u202E"),
                        with("workdir", "/srv/a\u2066b"));
            case NO_STEP -> List.of(with("steps", List.of()));
            case UNKNOWN_OUTPUT_TYPE -> List.of(with("outputs", List.of(Map.of("type", "postcard"))));
            case UNSAFE_PATH ->
                List.of(
                        with("workdir", "/srv/../etc"),
                        with("workdir", "~/app/.git"),
                        with("outputs", List.of(Map.of("type", "report", "path", "../report.md"))),
                        with("outputs", List.of(Map.of("type", "report", "path", "/etc/passwd"))));
            case BAD_BRANCH_NAME ->
                List.of(with("branch", "a b"), with("branch", "-a"), with("branch", "a..b"), with("branch", "a.lock"));
        };
    }

    private static Spoiler changed(UnaryOperator<Map<String, Object>> change) {
        return fields -> block(yaml(change.apply(new LinkedHashMap<>(fields))));
    }

    private static Spoiler with(String key, Object value) {
        return changed(fields -> {
            fields.put(key, value);
            return fields;
        });
    }

    private static Spoiler inStep(String key, Object value) {
        return changed(fields -> {
            Map<String, Object> step = new LinkedHashMap<>();
            step.put("name", "a");
            step.put("shell", "make");
            step.put(key, value);
            fields.put("steps", List.of(step));
            return fields;
        });
    }

    /** More lines below those of the brief. */
    private static Spoiler more(String lines) {
        return fields -> block(yaml(fields) + lines);
    }

    private static String yaml(Map<String, Object> fields) {
        return new YamlWriter(new Style(0)).write(fields);
    }

    private static String block(String yaml) {
        return open(yaml) + Fences.around(yaml, '`') + "\n";
    }

    private static String open(String yaml) {
        return Fences.around(yaml, '`') + "codex-brief\n" + yaml;
    }
}
