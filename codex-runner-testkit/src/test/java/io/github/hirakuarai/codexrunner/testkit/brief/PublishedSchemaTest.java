package io.github.hirakuarai.codexrunner.testkit.brief;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.hirakuarai.codexrunner.brief.BriefBlock;
import io.github.hirakuarai.codexrunner.brief.BriefReader;
import io.github.hirakuarai.codexrunner.brief.BriefReading;
import io.github.hirakuarai.codexrunner.brief.BriefSchema;
import io.github.hirakuarai.codexrunner.config.ConfigReader;
import io.github.hirakuarai.codexrunner.yaml.YamlReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The published schemas under a validator that is not ours: ajv. Needs node and npm, and the first time a registry; is
 * skipped without them.
 */
class PublishedSchemaTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Path SCRIPTS = Path.of("src/test/ajv");
    private static final Path FOLDER = Path.of("target/ajv");

    private final BriefReader reader = Briefs.reader();

    @BeforeAll
    static void installAjv() throws IOException {
        Files.createDirectories(FOLDER);
        for (String file : List.of("package.json", "package-lock.json", "check.cjs")) {
            Files.copy(SCRIPTS.resolve(file), FOLDER.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        boolean installed = Files.isRegularFile(FOLDER.resolve("node_modules/.package-lock.json"))
                || succeeds(
                        "npm",
                        "ci",
                        "--ignore-scripts",
                        "--no-audit",
                        "--no-fund",
                        "--fetch-retries=0",
                        "--fetch-timeout=10000");
        assumeThat(installed && succeeds("node", "--version"))
                .as("ajv is installed")
                .isTrue();
    }

    private static boolean succeeds(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(FOLDER.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return ends(process) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean ends(Process process) {
        try {
            return process.waitFor(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            process.destroyForcibly();
        }
    }

    /** What ajv says of each value and of the schema's examples. */
    private static JsonNode check(JsonNode schema, List<JsonNode> values) {
        ObjectNode request = JSON.createObjectNode().set("schema", schema);
        request.putArray("values").addAll(values);
        Path input = FOLDER.resolve("request.json");
        Path output = FOLDER.resolve("answer.json");
        try {
            Files.writeString(input, request.toString());
            Process process = new ProcessBuilder("node", "check.cjs")
                    .directory(FOLDER.toFile())
                    .redirectInput(input.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            assertThat(ends(process)).isTrue();
            assertThat(process.exitValue()).isZero();
            return JSON.readTree(Files.readString(output));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everyValidBriefIsValidForOthersTooAndSoIsEveryExample() {
        List<JsonNode> valid = new ArrayList<>();
        Briefs.valid().sampleStream().limit(300).forEach(brief -> {
            String yaml = BriefWriter.yaml(brief, brief.hashCode());
            addValid(yaml, valid);
            for (int seed = 0; seed < 20; seed++) {
                addValid(Slips.of(yaml, new Random(seed)), valid);
            }
        });
        assertThat(valid.size()).isGreaterThan(320);

        JsonNode answer = check(JSON.readTree(BriefSchema.text(Briefs.outputs())), valid);

        assertThat(answer.get("values").size()).isEqualTo(valid.size());
        for (int index = 0; index < valid.size(); index++) {
            assertThat(answer.get("values").get(index).isNull())
                    .as("%s%n%s", valid.get(index), answer.get("values").get(index))
                    .isTrue();
        }
        assertThat(answer.get("examples")).isEmpty();
    }

    private void addValid(String yaml, List<JsonNode> valid) {
        if (reader.read(BriefBlock.bare(yaml)).reading() instanceof BriefReading.Valid) {
            valid.add(YamlReader.readWhole(yaml).root().json());
        }
    }

    /** Characters that one language of patterns takes for space and another does not. */
    @Test
    void whatIsBlankIsBlankForAll() {
        List<JsonNode> briefs = new ArrayList<>();
        List<Boolean> ours = new ArrayList<>();
        for (int character : new int[] {
            0x1C, 0x85, 0xA0, 0x1680, 0x180E, 0x2000, 0x200A, 0x200B, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF,
            'a'
        }) {
            for (String form : List.of("%s", "%sa", "a%s", "a%sb")) {
                String text = String.format(form, String.format("\\u%04x", character));
                String yaml = """
                        executor: a
                        repo: o/a
                        branch: main
                        workdir: /srv
                        steps: [{name: "%s", shell: a}]
                        outputs: [{type: comment, body: "%s"}]
                        env: {"x-%s": 1}
                        """.formatted(text, text, text);
                briefs.add(YamlReader.readWhole(yaml).root().json());
                ours.add(reader.read(BriefBlock.bare(yaml)).reading() instanceof BriefReading.Valid);
            }
        }

        JsonNode answer = check(JSON.readTree(BriefSchema.text(Briefs.outputs())), briefs);

        for (int index = 0; index < ours.size(); index++) {
            assertThat(answer.get("values").get(index).isNull())
                    .as(briefs.get(index).toString())
                    .isEqualTo(ours.get(index));
        }
    }

    @Test
    void theConfigurationsSchemaIsOneForOthersTooAndItsExamplesHold() {
        JsonNode config = YamlReader.readWhole("""
                repositories: [octo-org/app]
                lanes:
                  devbox-codex: {executor: local, workdirs: ["~/work/**"]}
                  vm-codex: {executor: ssh, host: vm.example.org, user: codex}
                  other: {executor: docker, image: "app:1"}
                """).root().json();

        JsonNode answer = check(JSON.readTree(ConfigReader.schema()), List.of(config, JSON.readTree("{\"lanes\": 1}")));

        assertThat(answer.get("values").get(0).isNull()).isTrue();
        assertThat(answer.get("values").get(1).isNull()).isFalse();
        assertThat(answer.get("examples")).isEmpty();
    }
}
