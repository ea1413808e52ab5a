package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.cli.Scene.Ran;
import io.github.hirakuarai.codexrunner.yaml.PublishedSchemas;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The JSON of every command against its schema; {@link Scene#run} checks that of all other tests, too. */
@Timeout(120)
class JsonFormTest {

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;

    @Test
    void everyCommandWritesWhatTheSchemaSays() throws Exception {
        try (Scene scene = Scene.in(folder.toRealPath())) {
            int issue = scene.issue(scene.brief("echo hello > out.txt"));
            int failing = scene.issue(scene.brief("echo no; exit 3"));
            int invalid = scene.issue("```codex-brief\nexecutor: devbox\nouputs: []\n```\n");
            scene.forge.createIssue(
                    Scene.REPOSITORY, "mallory", "x", scene.brief("true"), java.util.List.of(Scene.ENABLED));
            Files.writeString(scene.folder.resolve("a.md"), scene.brief("true") + "\n```codex-brief\na: b\n```\n");

            Files.writeString(scene.folder.resolve("ask.json"), "{\"plan\": []}");
            written(scene, "validate", "a.md");
            written(scene, "plugins");
            written(scene, "doctor");
            written(scene, "init", "--labels");
            written(scene, "run", "--dry-run");
            written(scene, "run", "--preview");
            written(scene, "run", "--execute");
            written(scene, "status");
            written(scene, "status", "octo/app#" + failing, "--history");
            written(scene, "retry", "octo/app#" + failing);
            written(scene, "cancel", "octo/app#" + failing);
            written(scene, "recover");
            written(scene, "audit");
            written(scene, "draft", "--from-ask", "ask.json");
            written(scene, "runs");
            String run = JSON.readTree(scene.run("runs", "--format", "json").out())
                    .get("runs")
                    .get(0)
                    .get("run")
                    .stringValue();
            written(scene, "runs", run);
            assertThat(scene.look().comments(issue)).isNotEmpty();
            assertThat(scene.look().comments(invalid)).isNotEmpty();
        }
    }

    @Test
    void aPropertyThatIsNotPromisedIsFound() {
        JsonForm.requireValid("init", "{\"configuration\": null, \"labels\": []}");

        assertThatThrownBy(
                        () -> JsonForm.requireValid("init", "{\"configuration\": null, \"labels\": [], \"more\": 1}"))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> JsonForm.requireValid("dryRun", "{\"briefs\": [{\"id\": \"octo/app#1\"}]}"))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> JsonForm.requireValid("event", "{\"event\": \"unheard-of\"}"))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void theSchemaIsPrinted() throws Exception {
        try (Scene scene = Scene.in(folder.toRealPath())) {
            assertThat(JSON.readTree(scene.run("schema", "json").out()))
                    .isEqualTo(PublishedSchemas.json("codex-runner-json-v1.schema.json"));
        }
    }

    private static void written(Scene scene, String... words) {
        String[] call = java.util.Arrays.copyOf(words, words.length + 2);
        call[words.length] = "--format";
        call[words.length + 1] = "json";
        Ran ran = scene.run(call);
        assertThat(ran.out()).as("%s: %s", String.join(" ", words), ran.err()).isNotBlank();
    }
}
