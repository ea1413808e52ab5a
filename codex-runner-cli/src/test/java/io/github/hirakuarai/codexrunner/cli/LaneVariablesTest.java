package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.testkit.forge.RecordedRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Variables of a lane: given to its steps alone, and shown nowhere. */
@Timeout(120)
class LaneVariablesTest {

    private static final String COMMENT = "  - type: comment\n    body: done\n";

    @TempDir
    private Path folder;

    private Scene scene;

    @BeforeEach
    void setUp() throws IOException {
        scene = Scene.in(folder.toRealPath());
    }

    @AfterEach
    void tearDown() {
        scene.close();
    }

    @Test
    void eachKindOfValueReachesTheStepsAndIsMaskedEverywhere() throws IOException {
        Files.writeString(scene.folder.resolve("npm-token"), "from-the-file-1234\n");
        lane(
                "env: {ONE: {value: in-the-configuration}, TWO: {file: npm-token}, THREE: {command: [printf, 'of-%s\\n', the-command]}}");
        int issue = scene.issue(scene.brief(
                "test ${#ONE}-${#TWO}-${#THREE} = 20-18-14 || exit 9\necho \"one=$ONE two=$TWO three=$THREE\"; exit 3",
                COMMENT));

        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(scene.statusComment(issue))
                .contains("one=*** two=*** three=***")
                .contains("exit 3");
        assertThat(ran.out() + ran.err()).doesNotContain("in-the-configuration", "from-the-file", "of-the-command");
        for (RecordedRequest request : scene.forge.requests()) {
            assertThat(String.valueOf(request))
                    .doesNotContain("in-the-configuration", "from-the-file", "of-the-command");
        }
        assertThat(filesWith("from-the-file-1234"))
                .as("the logs on the operator's own disk are what the steps wrote")
                .allMatch(file -> file.endsWith("npm-token") || file.endsWith("steps/1.log"));
    }

    @Test
    void aFileAndACommandAreReadForEachRun() throws IOException {
        Path token = Files.writeString(scene.folder.resolve("token"), "the-first-value");
        lane("env: {TOKEN_OF_LANE: {file: " + token + "}}");
        scene.issue(scene.brief("test \"$TOKEN_OF_LANE\" = the-first-value", COMMENT));
        assertThat(scene.run("run", "--execute").out()).contains("DONE (success)");

        Files.writeString(token, "the-second-value");
        scene.issue(scene.brief("test \"$TOKEN_OF_LANE\" = the-second-value", COMMENT));
        assertThat(scene.run("run", "--execute").out()).contains("DONE (success)");
    }

    @Test
    void aBriefDoesNotOverrideAVariableOfItsLane() throws IOException {
        lane("env: {REGISTRY: {value: the-lanes-own}}");
        scene.issue(scene.brief("test \"$REGISTRY\" = the-lanes-own", COMMENT)
                .replace("steps:\n", "env: {REGISTRY: from-the-brief}\nsteps:\n"));

        assertThat(scene.run("run", "--execute").out()).contains("DONE (success)");
    }

    @Test
    void aDryRunShowsTheVariablesOfTheBriefAndOfItsSteps() {
        scene.issue(scene.brief("true", "  []\n")
                .replace("steps:\n", "env: {OF_THE_BRIEF: one}\nsteps:\n")
                .replace("outputs:\n", "    env: {OF_THE_STEP: two}\noutputs:\n"));

        assertThat(scene.run("run", "--dry-run").out())
                .contains("env      OF_THE_BRIEF=one")
                .contains("| env OF_THE_STEP=two");
    }

    @Test
    void anotherLaneDoesNotGetIt() throws IOException {
        lane("env: {OF_DEVBOX: {value: only-for-devbox}}}\n  other: {executor: local");
        scene.issue(
                scene.brief("test -z \"${OF_DEVBOX+set}\"", COMMENT).replace("executor: devbox", "executor: other"));

        assertThat(scene.run("run", "--execute").out()).contains("DONE (success)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {file: /no/such/file}                     | NoSuchFileException
            {command: [/no/such/program]}             | no/such/program
            {command: [bash, -c, 'echo half; exit 4']} | exit code 4
            {command: [bash, -c, 'echo half; sleep 300 &']} | something that its command started still holds its output
            {file: /dev/zero}                         | is not a regular file
            {command: ['true']}                       | its value is empty
            {command: [head, -c, '70000', /dev/zero]} | larger than 64 KiB
            """)
    void aValueThatCannotBeReadHoldsTheBrief(String source, String why) throws IOException {
        lane("env: {VALUE: " + source + "}");
        int issue = scene.issue(scene.brief("true", COMMENT));

        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(ran.out() + ran.err())
                .contains("LANE_UNUSABLE")
                .contains("cannot read lanes.devbox.env.VALUE")
                .contains(why)
                .doesNotContain("half");
        assertThat(scene.statusComments(issue)).isEmpty();
        assertThat(scene.look().refs("refs/codex/briefs/")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {CODEX_RUN_ID: {value: x}} | CODEX_
            {A: {valu: x}}             | value
            {A: {value: x, file: y}}   | env
            {A: {}}                    | env
            """)
    void aWrongVariableIsRefusedAtTheStart(String env, String names) throws IOException {
        lane("env: " + env);

        Scene.Ran ran = scene.run("run", "--dry-run");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err()).contains(names);
    }

    private List<Path> filesWith(String text) throws IOException {
        byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
        try (Stream<Path> files = Files.walk(scene.folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.equals(scene.configuration))
                    .filter(file -> {
                        try {
                            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                                    .contains(new String(wanted, StandardCharsets.ISO_8859_1));
                        } catch (IOException e) {
                            return false;
                        }
                    })
                    .toList();
        }
    }

    private void lane(String keys) throws IOException {
        scene.configure("");
        String configuration = Files.readString(scene.configuration);
        Files.writeString(
                scene.configuration,
                configuration.replace("devbox: {executor: local}", "devbox: {executor: local, " + keys + "}"));
    }
}
