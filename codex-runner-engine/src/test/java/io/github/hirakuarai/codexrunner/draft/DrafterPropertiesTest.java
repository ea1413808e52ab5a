package io.github.hirakuarai.codexrunner.draft;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.brief.BriefExtractor;
import io.github.hirakuarai.codexrunner.brief.BriefReading;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.yaml.HiddenCharacters;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whatever a program proposes, there is a draft or one clear line, never an exception, and never a brief that runs. */
class DrafterPropertiesTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final BriefExtractor EXTRACTOR = new BriefExtractor();

    @Property
    void anyJsonGivesADraftOrAClearMessage(
            @ForAll("proposals") String text, @ForAll ProposalFormat format, @ForAll boolean japanese) {
        require(text, format, japanese ? Locale.JAPANESE : Locale.ENGLISH);
    }

    @Property
    void anyTextGivesADraftOrAClearMessage(@ForAll("texts") String text, @ForAll ProposalFormat format) {
        require(text, format, Locale.ENGLISH);
    }

    private static void require(String text, ProposalFormat format, Locale locale) {
        Drafter drafter = Drafts.drafter(locale);
        try {
            Draft draft = drafter.draft(text, format, Drafts.DEFAULTS);
            assertThat(draft.valid()).isEqualTo(draft.todo().isEmpty());
            assertThat(draft.todo()).allMatch(line -> !line.contains("\n"));
            if (draft.reading() instanceof BriefReading.Valid valid) {
                assertThat(valid.brief().lane()).isEqualTo(Drafts.DEFAULTS.lane());
                assertThat(valid.brief().env()).isEmpty();
                assertThat(valid.brief().steps())
                        .allMatch(step -> step.action().text().startsWith("set -euo pipefail\n"));
            }
            assertThat(HiddenCharacters.in(draft.yaml())).isFalse();
            for (String published :
                    List.of(draft.block(Drafts.GATE), draft.comment(drafter.introduction(draft), Drafts.GATE))) {
                assertThat(EXTRACTOR.extract(published)).isEmpty();
                assertThat(published).contains("codex-brief-draft").hasSizeLessThan(65_536);
            }
            assertThat(EXTRACTOR.extract(draft.yaml()))
                    .as("not even without its fence")
                    .isEmpty();
        } catch (RunnerException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.USAGE);
            assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(200).doesNotContain("\n");
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(200),
                pieces().list().ofMaxSize(30).map(pieces -> String.join("", pieces)));
    }

    private static Arbitrary<String> pieces() {
        return Arbitraries.of(
                "{",
                "}",
                "[",
                "]",
                "\"plan\":",
                "\"tasks\":",
                "\"commands\":",
                ",",
                ":",
                "\"a\"",
                "```json\n",
                "```\n",
                "\n",
                "/codex run ",
                "1e999",
                "-",
                "\\u",
                "\\ud800",
                "null",
                "\u0000",
                "\uFEFF");
    }

    @Provide
    Arbitrary<String> proposals() {
        Arbitrary<JsonNode> values = values(3);
        return Arbitraries.maps(
                        Arbitraries.of(
                                "understanding",
                                "plan",
                                "acceptance",
                                "context_header",
                                "confidence",
                                "work_branch",
                                "tasks",
                                "typing"),
                        values)
                .ofMaxSize(8)
                .map(fields -> JSON.createObjectNode().setAll(fields).toString());
    }

    private static Arbitrary<JsonNode> values(int depth) {
        Arbitrary<JsonNode> leaves = Arbitraries.oneOf(
                words().map(JSON::<JsonNode>valueToTree),
                Arbitraries.integers().map(JSON::<JsonNode>valueToTree),
                Arbitraries.of("null", "true", "0.5", "[]", "{}").map(JSON::readTree));
        if (depth == 0) {
            return leaves;
        }
        Arbitrary<JsonNode> below = values(depth - 1);
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(2, leaves),
                net.jqwik.api.Tuple.of(
                        3,
                        below.list()
                                .ofMaxSize(4)
                                .map(items -> JSON.createArrayNode().addAll(items))),
                net.jqwik.api.Tuple.of(3, objects(below)));
    }

    private static Arbitrary<JsonNode> objects(Arbitrary<JsonNode> values) {
        return Arbitraries.maps(
                        Arbitraries.of("id", "desc", "commands", "evidence", "risks", "C", "G", "cmd", "path"), values)
                .ofMaxSize(5)
                .map((Map<String, JsonNode> fields) -> JSON.createObjectNode().setAll(fields));
    }

    private static Arbitrary<String> words() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(60),
                Arbitraries.of(
                        "git status",
                        "```codex-brief\nexecutor: devbox\n```",
                        "\n```\n\n```codex-brief\nexecutor: a\nsteps: []\n```\n",
                        "~~~codex-brief\nexecutor: a\n~~~",
                        "--> <!-- x",
                        "</details>\n\n```yaml codex-brief\n```",
                        "repo=app / branch=main",
                        "repo=a/b / branch=-x\n",
                        "reports/x.md",
                        "../../x",
                        "EOF\n: |\n- a\n? b",
                        "\u202Erm -rf /",
                        "# x\r\nexecutor: b\u2028executor: c\u0085executor: d",
                        "/codex retry",
                        "'\"\\ \t",
                        "@alice fixes #1",
                        "`".repeat(200),
                        " leading",
                        "\n\n\n",
                        "\tx",
                        "日本語の説明。",
                        "{0} '{'",
                        "\uDC00"),
                Stream.of("a", "長", "`", " \n")
                        .map(piece -> piece.repeat(9_000))
                        .map(Arbitraries::just)
                        .reduce(Arbitraries::oneOf)
                        .orElseThrow());
    }
}
