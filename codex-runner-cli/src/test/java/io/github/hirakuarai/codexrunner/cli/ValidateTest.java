package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.cli.Scene.Ran;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code validate} and {@code schema}: without configuration, network or forge. */
class ValidateTest {

    private static final JsonMapper JSON = new JsonMapper();

    private static final String VALID = """
            日本語の前書き。

            - in a list:

              ~~~yaml codex-brief
              executor: devbox-codex
              repo: octo/app
              branch: main
              workdir: ~/work/app
              steps:
                - {name: build, shell: make}
              outputs: []
              ~~~
            """;

    private static final String INVALID = """
            ```codex-brief
            executor: devbox-codex
            repo: octo/app
            branch: true
            workdir: ~/work/app
            steps:
              - name: build
                shell: make
            ouputs: []
            ```
            """;

    @TempDir
    private Path folder;

    @Test
    void aValidDocumentIsSaidToBeValidWithItsDigest() throws IOException {
        Ran ran = validate(VALID);

        assertThat(ran.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(ran.out()).matches("issue\\.md:5:\\d+: valid: sha256:[0-9a-f]{64}\n");
    }

    @Test
    void everyProblemIsALineThatEditorsFollow() throws IOException {
        Ran ran = validate(INVALID);

        assertThat(ran.exitCode()).isEqualTo(ExitCode.INVALID);
        assertThat(ran.out().lines()).hasSize(3).allMatch(line -> line.matches("issue\\.md:\\d+:\\d+: error: .*"));
        assertThat(ran.out())
                .contains("issue.md:4:9: error:")
                .contains("issue.md:9:1: error:")
                .contains("outputs");
        assertThat(ran.err()).isEmpty();
    }

    @Test
    void jsonHoldsEveryProblemWithCodePlaceAndHint() throws IOException {
        Ran ran = validate(INVALID, "--format", "json");

        JsonNode brief =
                JSON.readTree(ran.out()).get("documents").get(0).get("briefs").get(0);
        assertThat(brief.get("valid").booleanValue()).isFalse();
        assertThat(brief.get("ordinal").intValue()).isEqualTo(1);
        assertThat(brief.get("executor").stringValue()).isEqualTo("devbox-codex");
        assertThat(brief.get("problems")
                        .valueStream()
                        .map(one -> one.get("code").stringValue()))
                .containsExactlyInAnyOrder("WRONG_TYPE", "MISSING_FIELD", "UNKNOWN_FIELD");
        assertThat(brief.get("problems")
                        .valueStream()
                        .filter(one -> one.get("line").intValue() == 9))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.get("path").stringValue()).isEqualTo("/ouputs");
                    assertThat(one.get("hint").stringValue()).contains("outputs");
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "```codex_brief\\nexecutor: d\\n``` | the block tagged 'codex_brief' is not a brief; did you mean 'codex-brief'?",
                "'' | the file is empty",
                "'  \\n' | the file is empty",
                "Just prose. | a brief is a block tagged 'codex-brief'",
                "> ```codex-brief\\n> executor: d\\n> ``` | a block inside a quote is not read",
                "text\\n\\n```yaml\\nexecutor: d\\nsteps: []\\n``` | a block looks like one: tag it 'codex-brief'",
                "```\\n# mine\\nexecutor: d\\n``` | a block looks like one: tag it",
                "executor: d\\nrepo: octo/app\\n | looks like a bare brief: check it with --raw",
                "# mine\\nrepo: octo/app\\nsteps:\\n  - name: x\\n | looks like a bare brief",
                "```sh\\necho executor: d\\n``` | a brief is a block tagged"
            })
    void whereThereIsNoBriefItSaysWhyAndIsNoSuccess(String text, String why) throws IOException {
        String document = text.replace("\\n", "\n");
        Ran ran = validate(document);

        assertThat(ran.exitCode()).isEqualTo(ExitCode.INVALID);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines())
                .singleElement()
                .asString()
                .startsWith("issue.md: no brief found; ")
                .contains(why);
        JsonNode json = JSON.readTree(validate(document, "--format", "json").out());
        assertThat(json.get("documents").get(0).get("message").stringValue()).contains(why);
    }

    @Test
    void besideABriefAFileOfProseIsNothingWrongAndANearMissIs() throws IOException {
        Files.writeString(folder.resolve("prose.md"), "prose");
        Files.writeString(folder.resolve("near.md"), "```codexbrief\nx: 1\n```\n");

        assertThat(validate(VALID, "prose.md").exitCode()).isEqualTo(ExitCode.OK);
        assertThat(validate(VALID, "near.md", "-q").exitCode()).isEqualTo(ExitCode.INVALID);
        assertThat(validate(VALID, "near.md", "-q").err()).contains("near.md: no brief found; the block tagged");
    }

    @Test
    void aBareBriefIsReadFromStandardInput() {
        String bare =
                "executor: d\nrepo: octo/app\nbranch: main\nworkdir: /w\nsteps: [{name: n, shell: s}]\noutputs: []\n";

        Ran ran = run(bare, "validate", "--raw", "-");

        assertThat(ran.exitCode()).as(ran.out()).isEqualTo(ExitCode.OK);
        assertThat(ran.out()).startsWith("-:1:1: valid: ");
    }

    @Test
    void whatCannotBeReadIsOneLine() throws IOException {
        Files.write(folder.resolve("latin.md"), new byte[] {'a', (byte) 0xe9});

        assertThat(run("", "validate", "gone.md"))
                .isEqualTo(new Ran(ExitCode.USAGE, "", "codex-runner: no such file: gone.md; check the name\n"));
        assertThat(run("", "validate", "latin.md"))
                .isEqualTo(new Ran(ExitCode.USAGE, "", "codex-runner: latin.md is not UTF-8; convert it first\n"));
        assertThat(run("", "validate").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void theSchemaKnowsThePluginsOutputs() {
        Ran brief = run("", "schema", "brief");
        Ran config = run("", "schema", "config");

        assertThat(brief.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(JSON.readTree(brief.out()).get("$schema").stringValue()).contains("2020-12");
        assertThat(brief.out()).contains("\"pr\"").contains("\"comment\"").contains("\"report\"");
        assertThat(JSON.readTree(config.out()).get("properties").has("lanes")).isTrue();
        assertThat(run("", "schema", "other").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    private Ran validate(String markdown, String... options) throws IOException {
        Files.writeString(folder.resolve("issue.md"), markdown);
        String[] arguments = new String[options.length + 2];
        arguments[0] = "validate";
        arguments[1] = "issue.md";
        System.arraycopy(options, 0, arguments, 2, options.length);
        return run("", arguments);
    }

    private Ran run(String input, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        CliContext context = new CliContext(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                Map.of(),
                folder,
                Terminal.NONE);
        int exitCode = Main.run(context, arguments);
        return new Ran(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
