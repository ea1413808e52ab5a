package io.github.hirakuarai.codexrunner.brief;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.model.Action;
import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.Step;
import io.github.hirakuarai.codexrunner.spi.OutputHandlerFactory;
import io.github.hirakuarai.codexrunner.yaml.DocumentSchema;
import io.github.hirakuarai.codexrunner.yaml.PublishedSchemas;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BriefSchemaTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Set<String> KINDS = Set.of("shell", "python", "make", "kubectl");

    private static final OutputHandlerFactory MAIL = Outputs.of("mail", """
        {"type": "object", "required": ["to"], "properties": {
          "to": {"$ref": "#/$defs/address"},
          "attach": {"type": "string", "format": "codex-path"}},
         "$defs": {"address": {"description": "An address.", "type": "string", "pattern": "@"}}}
        """);

    private static String brief(String output) {
        return """
            executor: a
            repo: o/a
            branch: main
            workdir: /srv
            steps: [{name: x, shell: "true"}]
            outputs: [%s]
            """.formatted(output);
    }

    @Test
    void thePublishedSchemaHoldsTheBuiltInOutputsAsTheirFilesHaveThem() {
        assertThat(BriefSchema.composedOf(Outputs.BUILT_IN))
                .isEqualTo(PublishedSchemas.json("codex-brief-v1.schema.json"));
    }

    @Test
    void anOutputTypeOfAPluginIsCheckedByItsOwnSchemaAndClosed() {
        List<OutputHandlerFactory> outputs = new ArrayList<>(Outputs.BUILT_IN);
        outputs.add(MAIL);
        BriefReader reader = new BriefReader(new BriefValidator(outputs));

        assertThat(reader.read(BriefBlock.bare(brief("{type: mail, to: a@b, x-why: 1}")))
                        .reading())
                .isInstanceOf(BriefReading.Valid.class);
        assertThat(problems(reader, "{type: mail, to: ab}")).containsExactly("BAD_VALUE /outputs/0/to");
        assertThat(problems(reader, "{type: mail, too: a@b}"))
                .containsExactlyInAnyOrder("MISSING_FIELD /outputs/0/to", "UNKNOWN_FIELD /outputs/0/too");
        assertThat(problems(reader, "{type: mail, to: a@b, attach: ../x}"))
                .containsExactly("UNSAFE_PATH /outputs/0/attach");
    }

    @Test
    void withoutAPluginItsTypeIsUnknown() {
        BriefReader reader = new BriefReader(new BriefValidator(List.of(MAIL)));

        assertThat(problems(reader, "{type: pr}")).containsExactly("UNKNOWN_OUTPUT_TYPE /outputs/0/type");
        assertThat(problem(reader, "{type: pr}").hint())
                .isEqualTo("no plugin for 'pr' is on the class path; add codex-runner-github");
        assertThat(problem(reader, "{type: mial}").hint()).contains("mail").doesNotContain("class path");
        assertThat(problem(new BriefReader(new BriefValidator(List.of())), "{type: mail}")
                        .hint())
                .isEqualTo("no plugin for outputs is on the class path; add the jar of the plugin that handles 'mail'");
    }

    @Test
    void whoOnlyReadsMayAcceptTypesWithoutAPlugin() {
        BriefReader reader = new BriefReader(BriefValidator.ofAnyOutput(List.of(MAIL)));

        assertThat(reader.read(BriefBlock.bare(brief("{type: pr, whatever: [1, {a: b}]}")))
                        .reading())
                .isInstanceOfSatisfying(
                        BriefReading.Valid.class,
                        valid -> assertThat(valid.brief().outputs().get(0).type())
                                .isEqualTo("pr"));
        assertThat(problems(reader, "{type: mail, to: ab}")).containsExactly("BAD_VALUE /outputs/0/to");
        assertThat(problems(reader, "{type: 5}")).containsExactly("WRONG_TYPE /outputs/0/type");
        assertThat(problems(reader, "{to: ab}")).containsExactly("MISSING_FIELD /outputs/0/type");
    }

    private static Problem problem(BriefReader reader, String output) {
        return ((BriefReading.Invalid)
                        reader.read(BriefBlock.bare(brief(output))).reading())
                .problems()
                .get(0);
    }

    private static List<String> problems(BriefReader reader, String output) {
        return ((BriefReading.Invalid)
                        reader.read(BriefBlock.bare(brief(output))).reading())
                .problems().stream()
                        .map(problem -> problem.code() + " " + problem.path())
                        .toList();
    }

    @Test
    void twoPluginsOfOneTypeAndSchemasThatAreNoneAreRefused() {
        assertThatThrownBy(() -> new BriefValidator(List.of(MAIL, MAIL)))
                .isInstanceOfSatisfying(
                        RunnerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PLUGIN))
                .hasMessageContaining("'mail'");
        for (String schema : List.of(
                "",
                "[]",
                "{",
                "{\"properties\": {\"a\": {\"pattern\": \"(\"}}}",
                "{\"type\": \"objekt\"}",
                "{\"properties\": {\"a\": {\"type\": \"strin\"}}}",
                "{\"$ref\": \"#\"}",
                "{\"properties\": {\"a\": {\"allOf\": [{\"$ref\": \"#/properties/a\"}]}}}",
                "{\"properties\": {\"a\": {\"$ref\": \"#/$defs/b\"}}, \"$defs\": {\"b\": {\"not\": {\"$ref\": \"#/$defs/b\"}}}}")) {
            assertThatThrownBy(() -> new BriefValidator(List.of(Outputs.of("mail", schema))))
                    .isInstanceOfSatisfying(
                            RunnerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PLUGIN));
        }
    }

    @Test
    void aSchemaMayReferToItselfForWhatIsInside() {
        String tree = "{\"properties\": {\"tree\": {\"$ref\": \"#/$defs/tree\"}}, \"$defs\": {\"tree\": {\"type\":"
                + " \"object\", \"allOf\": [{\"$ref\": \"#/$defs/named\"}], \"properties\": {\"below\": {\"$ref\":"
                + " \"#/$defs/tree\"}}}, \"named\": {\"required\": [\"name\"]}}}";
        BriefReader reader = new BriefReader(new BriefValidator(List.of(Outputs.of("plant", tree))));

        assertThat(reader.read(BriefBlock.bare(brief("{type: plant, tree: {name: a, below: {name: b}}}")))
                        .reading())
                .isInstanceOf(BriefReading.Valid.class);
        assertThat(problems(reader, "{type: plant, tree: {name: a, below: {}}}"))
                .containsExactly("MISSING_FIELD /outputs/0/tree/below/name");
    }

    @Test
    void theSchemasThatAreBuiltInAreSound() {
        for (String type : BuiltInOutputSchemas.TYPES) {
            DocumentSchema.requireSound(JSON.readTree(BuiltInOutputSchemas.text(type)));
        }
    }

    @Test
    void theTextIsTheSameSchema() {
        assertThat(JSON.readTree(BriefSchema.text(List.of(MAIL)))).isEqualTo(BriefSchema.composedOf(List.of(MAIL)));
    }

    /** A field that nobody reads, or that no brief can have, would be found by its users. */
    @Test
    void everyFieldOfTheSchemaIsAComponentOfTheModel() {
        Map<String, String> renamed =
                Map.of("executor", "lane", "repo", "repository", "context_header", "contextHeader");
        JsonNode schema = PublishedSchemas.json("codex-brief-v1.schema.json");
        Set<String> fields = new TreeSet<>();
        schema.get("properties")
                .propertyStream()
                .map(Map.Entry::getKey)
                // It says which schema holds.
                .filter(field -> !field.equals("version"))
                .map(field -> renamed.getOrDefault(field, field))
                .forEach(fields::add);

        assertThat(fields).isEqualTo(components(Brief.class));

        Set<String> ofSteps = new TreeSet<>();
        schema.at("/$defs/step/properties")
                .propertyStream()
                .map(Map.Entry::getKey)
                .filter(field -> !KINDS.contains(field))
                .map(field -> Map.of("continue_on_error", "continueOnError", "if", "always")
                        .getOrDefault(field, field))
                .forEach(ofSteps::add);
        ofSteps.add("action");

        assertThat(ofSteps).isEqualTo(components(Step.class));
    }

    @Test
    void everyKindOfStepIsInTheSchemaAndInTheModel() {
        Set<String> kinds = Arrays.stream(Action.class.getPermittedSubclasses())
                .map(kind -> kind.getSimpleName().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());

        assertThat(kinds).isEqualTo(KINDS);
        assertThat(PublishedSchemas.json("codex-brief-v1.schema.json")
                        .at("/$defs/step/properties")
                        .propertyStream()
                        .map(Map.Entry::getKey))
                .containsAll(KINDS);
    }

    private static Set<String> components(Class<?> model) {
        return Arrays.stream(model.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"codex-brief-v1.schema.json", "codex-runner-config-v1.schema.json"})
    void editorsCanExplainEveryField(String schema) {
        assertThat(unexplained(PublishedSchemas.json(schema), "")).isEmpty();
    }

    /** The fields without a title or a description. What only restates a field (a constant, a default) needs none. */
    private static List<String> unexplained(JsonNode schema, String path) {
        List<String> found = new ArrayList<>();
        schema.properties().forEach(part -> found.addAll(unexplained(part.getValue(), path + "/" + part.getKey())));
        schema.path("properties").properties().forEach(field -> {
            JsonNode value = field.getValue();
            boolean restates = value.isBoolean() || value.has("const") || (value.has("default") && value.size() == 1);
            if (!restates && !(value.has("title") && value.has("description"))) {
                found.add(path + "/" + field.getKey());
            }
        });
        return found;
    }
}
