package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.forge.RecordedRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
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

    /** The home of the scene is the test's folder. */
    private static final String WAITING =
            "echo before=$TOK; until [[ -e $HOME/go ]]; do sleep 0.02; done; echo again=$TOK";

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
        assertThat(filesWith("from-the-file-1234")).allMatch(file -> file.endsWith("npm-token"));
        assertThat(filesWith("of-the-command")).isEmpty();
        assertThat(scene.stepLog()).isEqualTo("one=*** two=*** three=***\n");
    }

    @Test
    void whatIsReadOfARunLaterIsMaskedToo() throws IOException {
        Path token = Files.writeString(scene.folder.resolve("npm-token"), "from-the-file-1234\n");
        Path said = Files.writeString(scene.folder.resolve("said"), "of-the-command-now\n");
        lane("env: {ONE: {value: in-the-configuration}, TWO: {file: npm-token}, THREE: {command: [cat, " + said
                + "]}}");
        scene.issue(scene.brief(
                "echo \"$ONE $TWO $THREE\" | tee out.txt; printf %s $THREE | base64 | fold -w 7; printf %s ${THREE:0:7};"
                        + " sleep 0.3; printf '%s no line end' ${THREE:7}; exit 3",
                COMMENT));
        scene.run("run", "--execute");
        // Nobody can find the earlier values by now.
        Files.writeString(token, "another-one");
        Files.writeString(said, "another-one");

        assertThat(scene.run("runs", "latest", "--log", "1").out())
                .contains("*** *** ***")
                .contains("*** no line end");
        for (List<String> command : List.of(
                List.of("runs", "latest"),
                List.of("runs", "latest", "--log", "1"),
                List.of("runs", "latest", "--html"),
                List.of("runs", "latest", "--format", "json"))) {
            assertThat(scene.run(command.toArray(String[]::new)).out())
                    .as(command.toString())
                    .isNotEmpty()
                    .doesNotContain("in-the-configuration", "from-the-file-1234", "of-the-command-now")
                    .doesNotContain("b2YtdGh");
        }
        assertThat(scene.run("runs", "latest", "--html").out()).contains("out.txt");
        RunnerConfig config =
                ConfigFile.read(Main.context(System.out, System.err, scene.environment, scene.folder), null);
        try (PageServer server =
                PageServer.start(0, "watch.page", new ServicePage(config, scene.environment, Clock.systemUTC()))) {
            String key = server.address().getPath();
            String overview = RawHttp.ask(server.address(), "GET", key, "");
            String run = key + overview.replaceFirst("(?s).*href=\"(runs/[^\"]+)\".*", "$1");
            for (String page : List.of(run, run + "/tail?step=1&from=0")) {
                assertThat(RawHttp.ask(server.address(), "GET", page, ""))
                        .as(page)
                        .contains("***")
                        .doesNotContain("in-the-configuration", "from-the-file-1234", "of-the-command-now");
            }
        }
    }

    @Test
    void aReasonToPauseDoesNotTellThem() throws IOException {
        Files.writeString(scene.folder.resolve("npm-token"), "from-the-file-1234\n");
        lane("env: {ONE: {value: in-the-configuration}, TWO: {file: npm-token}}}\n"
                + "  other: {executor: local, env: {GONE: {file: gone}}");

        scene.run("pause", "--why", "in-the-configuration and from-the-file-1234 leaked");

        scene.issue(scene.brief("true", COMMENT));
        assertThat(scene.run("status").out()).contains("*** and *** leaked");
    }

    @Test
    void aRunThatIsGoneOnWithIsMaskedAsBefore() throws Exception {
        Path token = Files.writeString(scene.folder.resolve("token"), "the-first-secret-value");
        lane("env: {TOK: {file: " + token + "}}");
        int issue = scene.issue(scene.brief(WAITING, COMMENT));
        killedWhileWaiting();

        Scene.Ran again = scene.run("run", "--execute");

        assertThat(again.out()).contains("DONE (success)");
        assertThat(scene.stepLog()).isEqualTo("before=***\nagain=***\n");
        assertThat(again.out() + again.err() + scene.statusComments(issue)).doesNotContain("the-first-secret-value");
    }

    @Test
    void aRunWhoseStepsHaveOtherValuesThanNowEndsAsInterruptedAndPublishesNothing() throws Exception {
        Path token = Files.writeString(scene.folder.resolve("token"), "the-first-secret-value");
        lane("env: {TOK: {file: " + token + "}}");
        int issue = scene.issue(scene.brief(WAITING + "; echo $TOK > out.txt"));
        killedWhileWaiting();
        Files.writeString(token, "the-second-secret-value");

        Scene.Ran again = scene.run("run", "--execute");

        assertThat(again.out() + again.err()).contains("interrupted").doesNotContain("the-first-secret-value");
        assertThat(scene.statusComment(issue)).contains("state=FAILED").doesNotContain("the-first-secret-value");
        assertThat(scene.look().pulls()).isEmpty();
        assertThat(scene.look().refs("refs/heads/")).containsOnlyKeys("refs/heads/main");
        assertThat(filesWith("the-first-secret-value")).isEmpty();
    }

    @Test
    void aValueIsMaskedForAsLongAsARunHasIt() throws Exception {
        lane(
                "workspace: isolated, maxRuns: 2, env: {TOK: {command: [bash, -c, 'echo \"tok-$(date +%s%N)-secret\"']}}",
                "watch: {interval: 1s, jitter: 0%, since: 2020-01-01T00:00:00Z}\n");
        Path begun = folder.resolve("begun");
        int first = service("echo begun > " + begun + "; until [[ -e " + folder.resolve("go")
                + " ]]; do sleep 0.02; done; echo mine=$TOK; exit 3");
        try (RunnerProcess watch = RunnerProcess.start(scene, List.of(), "watch")) {
            Until.holds(() -> Files.exists(begun));
            for (int i = 0; i < 4; i++) {
                int other = service("echo " + i);
                Until.holds(() -> String.join("", scene.statusComments(other)).contains("state=DONE"));
            }
            Files.createFile(folder.resolve("go"));
            Until.holds(() -> String.join("", scene.statusComments(first)).contains("state=FAILED"));
            watch.signal("TERM");
            assertThat(watch.exitCode()).isZero();
            assertThat(watch.output()).doesNotContain("mine=tok-");
        }
        assertThat(scene.statusComment(first)).contains("mine=***");
    }

    private int service(String script) {
        return scene.forge.createIssue(
                Scene.REPOSITORY, "alice", "work", scene.brief(script, COMMENT), List.of("codex:auto"));
    }

    private void killedWhileWaiting() throws Exception {
        try (RunnerProcess runner = RunnerProcess.start(scene, List.of(), "run", "--execute")) {
            Until.holds(() -> scene.stepLog().contains("before=***"));
            runner.kill();
        }
        Files.createFile(folder.resolve("go"));
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
            {command: [bash, -c, 'echo half; sleep 300 & sleep 0.5']} | something that its command started still holds its output
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
        assertThat(scene.run("doctor").cells())
                .contains("fail | lane devbox | cannot read lanes.devbox.env.VALUE")
                .contains(why);
        if (source.startsWith("{file")) {
            assertThat(scene.run("run", "--dry-run").out()).contains("LANE_UNUSABLE");
            assertThat(scene.run("status").out()).contains("LANE_UNUSABLE").contains(why);
        }
    }

    @Test
    void aDryRunAndStatusRunNoCommandOfALane() throws IOException {
        lane("env: {VALUE: {command: [touch, " + folder.resolve("ran") + "]}}");
        scene.issue(scene.brief("true", COMMENT));

        assertThat(scene.run("run", "--dry-run").out() + scene.run("status").out())
                .doesNotContain("LANE_UNUSABLE");
        assertThat(folder.resolve("ran")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {value: in-the-configuration} | in-the-configuration
            {value: swordfish}            | swordfish
            {command: [echo, production]} | production
            """)
    void aValueInACommittedFileEndsTheRun(String source, String value) throws IOException {
        lane("env: {ONE: " + source + "}");
        int issue = scene.issue(scene.brief("echo $ONE > out.txt"));

        scene.run("run", "--execute");

        assertThat(scene.statusComment(issue)).contains("SECRET_IN_OUTPUT").doesNotContain(value);
        assertThat(scene.look().pulls()).isEmpty();
    }

    @Test
    void aPlainWordIsNoSecretAndAShortValueMayStandInFiles() throws IOException {
        Path pin = Files.writeString(scene.folder.resolve("pin"), "4711\n");
        lane("env: {CI_MODE: {value: 'true'}, STAGE: {value: main}, PORT: {value: '8080'}, PIN: {file: " + pin
                + "}, TINY: {command: [echo, abc]}}");
        int issue = scene.issue(scene.brief("echo $CI_MODE $STAGE $PORT $PIN $TINY | tee out.txt"));

        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(ran.out()).contains("DONE (success)");
        assertThat(scene.statusComment(issue)).contains("true main 8080 *** abc");
        assertThat(scene.run("doctor").cells())
                .contains(
                        "warn | lane devbox | the value of lanes.devbox.env.CI_MODE is not masked: it is a plain word")
                .contains("the value of lanes.devbox.env.STAGE is not masked")
                .contains("the value of lanes.devbox.env.PORT is not masked")
                .contains("the value of lanes.devbox.env.PIN is not looked for in commits: it is shorter than 8")
                .contains("the value of lanes.devbox.env.TINY is not masked: it is shorter than 4 characters")
                .doesNotContain("4711", "abc");
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
        lane(keys, "");
    }

    private void lane(String keys, String more) throws IOException {
        scene.configure(more);
        String configuration = Files.readString(scene.configuration);
        Files.writeString(
                scene.configuration,
                configuration.replace("devbox: {executor: local}", "devbox: {executor: local, " + keys + "}"));
    }
}
