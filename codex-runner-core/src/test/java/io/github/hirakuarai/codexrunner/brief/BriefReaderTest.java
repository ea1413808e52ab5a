package io.github.hirakuarai.codexrunner.brief;

import static io.github.hirakuarai.codexrunner.brief.Readings.HEAD;
import static io.github.hirakuarai.codexrunner.brief.Readings.OUTPUTS;
import static io.github.hirakuarai.codexrunner.brief.Readings.STEPS;
import static io.github.hirakuarai.codexrunner.brief.Readings.codes;
import static io.github.hirakuarai.codexrunner.brief.Readings.located;
import static io.github.hirakuarai.codexrunner.brief.Readings.only;
import static io.github.hirakuarai.codexrunner.brief.Readings.problems;
import static io.github.hirakuarai.codexrunner.brief.Readings.read;
import static io.github.hirakuarai.codexrunner.brief.Readings.valid;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.model.Action;
import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.Deadline;
import io.github.hirakuarai.codexrunner.model.Output;
import io.github.hirakuarai.codexrunner.model.Priority;
import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.Step;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BriefReaderTest {

    private final BriefReader reader = new BriefReader(new BriefValidator(Outputs.BUILT_IN));

    @Test
    void theSixFieldsMakeABrief() {
        Brief brief = valid(HEAD + STEPS + OUTPUTS);

        assertThat(brief)
                .isEqualTo(new Brief(
                        "devbox-codex",
                        new RepositoryName("octo-org", "app"),
                        "main",
                        "~/work/app",
                        List.of(new Step("build", new Action.Shell("make"), null, Map.of(), false, false)),
                        List.of(),
                        null,
                        null,
                        Priority.NORMAL,
                        null,
                        null,
                        Map.of(),
                        null));
    }

    @Test
    void everyFieldIsRead() {
        Brief brief = valid("""
                version: 1
                executor: vm-codex
                context_header: phase 3
                notes: |
                  two
                  lines
                repo: octo-org/app
                branch: chore/refresh
                workdir: /srv/app
                priority: high
                deadline: 2026-12-01
                timeout: 2h
                env: {LANG: C, x-mine: 3}
                x-ticket: {any: [thing]}
                steps:
                  - name: one
                    python: |
                      print("hi")
                    timeout: 90s
                    env: {A: "1"}
                    continue_on_error: true
                  - {name: two, make: [all, MODE=release], timeout: PT10M}
                  - {name: three, make: test}
                  - {name: four, kubectl: [get, pods, -A], if: always, x-note: 1}
                outputs:
                  - type: pr
                    title: Refresh
                    commit_message: "chore: refresh"
                    files: ["third_party/**/LICENSE"]
                    link_issue: 774
                    draft: true
                    x-mine: [1]
                  - {type: comment, body_file: $CODEX_OUTPUT_DIR/n}
                  - {type: report, include: [log]}
                """);

        assertThat(brief.priority()).isEqualTo(new Priority(50));
        assertThat(brief.deadline()).isEqualTo(Deadline.parse("2026-12-01").orElseThrow());
        assertThat(brief.timeout()).isEqualTo(Duration.ofHours(2));
        assertThat(brief.env()).containsExactly(Map.entry("LANG", "C"));
        assertThat(brief.notes()).isEqualTo("two\nlines\n");
        assertThat(brief.steps())
                .containsExactly(
                        new Step(
                                "one",
                                new Action.Python("print(\"hi\")\n"),
                                Duration.ofSeconds(90),
                                Map.of("A", "1"),
                                true,
                                false),
                        new Step(
                                "two",
                                new Action.Make(List.of("all", "MODE=release")),
                                Duration.ofMinutes(10),
                                Map.of(),
                                false,
                                false),
                        new Step("three", new Action.Make(List.of("test")), null, Map.of(), false, false),
                        new Step(
                                "four", new Action.Kubectl(List.of("get", "pods", "-A")), null, Map.of(), false, true));
        assertThat(brief.outputs()).extracting(Output::type).containsExactly("pr", "comment", "report");
        assertThat(brief.outputs().get(0).fields())
                .containsExactly(
                        Map.entry("title", "Refresh"),
                        Map.entry("commit_message", "chore: refresh"),
                        Map.entry("files", List.of("third_party/**/LICENSE")),
                        Map.entry("link_issue", 774L),
                        Map.entry("draft", true));
    }

    @Test
    void aMisspeltKeyIsNamedWithTheNearestKnownOne() {
        Problem problem = ((BriefReading.Invalid) read(HEAD + STEPS + "ouputs: []\n" + OUTPUTS))
                .problems()
                .get(0);

        assertThat(problem).hasToString("6:1: error: unknown field 'ouputs'; did you mean 'outputs'? [UNKNOWN_FIELD]");
        assertThat(problem.path()).isEqualTo("/ouputs");
    }

    @Test
    void allProblemsAreToldInTheDocumentsOrder() {
        assertThat(problems("""
                                executor: Devbox
                                repo: app
                                branch: "a..b"
                                workdir: work
                                steps:
                                  - shell: "true"
                                    python: "1"
                                  - name: x
                                outputs:
                                  - type: pr
                                    title: x
                                    commit_message: x
                                    files: [../x, .git/config]
                                    link_issue: 0
                                  - type: mail
                                tiemout: 3m
                                """))
                .containsExactly(
                        "1:11 BAD_VALUE /executor",
                        "2:7 BAD_VALUE /repo",
                        "3:9 BAD_BRANCH_NAME /branch",
                        "4:10 BAD_VALUE /workdir",
                        "6:5 MISSING_FIELD /steps/0/name",
                        "7:5 BAD_VALUE /steps/0/python",
                        "8:5 MISSING_FIELD /steps/1",
                        "13:13 UNSAFE_PATH /outputs/0/files/0",
                        "13:19 UNSAFE_PATH /outputs/0/files/1",
                        "14:17 BAD_VALUE /outputs/0/link_issue",
                        "15:11 UNKNOWN_OUTPUT_TYPE /outputs/1/type",
                        "16:1 UNKNOWN_FIELD /tiemout");
    }

    @ParameterizedTest
    @CsvSource({
        "branch, 1.10, a string, '1.10'",
        "branch, true, a string, 'true'",
        "branch, 0, a string, '0'",
        "executor, 12, a string, '12'",
        "workdir, -1.5e3, a string, '-1.5e3'",
    })
    void whatYamlTakesForANumberIsToBeQuoted(String field, String value, String wanted, String quoted) {
        String yaml = HEAD.replaceAll(field + ": .*", field + ": " + value) + STEPS + OUTPUTS;
        Problem problem = only(read(yaml));

        assertThat(problem.code()).hasToString("WRONG_TYPE");
        assertThat(problem.path()).isEqualTo("/" + field);
        assertThat(problem.message()).contains("must be " + wanted);
        assertThat(problem.hint()).isEqualTo("write it in quotes: \"" + quoted + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no",
                "010",
                "on",
                "1_000",
                "0x1F",
                "1:30",
                "~",
                "True",
                "2026-12-01",
                ".inf",
                ".nan",
                "1.",
                ".5",
                "+1"
            })
    void whatOnlyOldYamlTakesForSomethingElseStaysText(String value) {
        Brief brief = valid(HEAD + "notes: " + value + "\n" + STEPS + OUTPUTS);

        assertThat(brief.notes()).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "notes: &a x | 5:8 YAML_LIMIT /notes",
                "notes: *a | 5:8 YAML_LIMIT /notes",
                "notes: !!str 5 | 5:8 YAML_LIMIT /notes",
                "notes: ! x | 5:8 YAML_LIMIT /notes",
                "&a notes: x | 5:1 YAML_LIMIT /notes",
                "!!str notes: x | 5:1 YAML_LIMIT /notes",
                "env: &e {A: x} | 5:6 YAML_LIMIT /env",
                "env: !!map {A: x} | 5:6 YAML_LIMIT /env",
                "branch: other | 5:1 DUPLICATE_KEY /branch",
            })
    void whatYamlWouldMisreadSilentlyIsRefused(String line, String expected) {
        assertThat(problems(HEAD + line + "\n" + STEPS + OUTPUTS)).containsExactly(expected.strip());
    }

    @Test
    void aSecondDocumentADirectiveAndDepthAreRefused() {
        assertThat(problems(HEAD + STEPS + OUTPUTS + "---\na: 1\n")).containsExactly("8:1 YAML_LIMIT ");
        assertThat(problems("%YAML 1.1\n---\n" + HEAD + STEPS + OUTPUTS)).containsExactly("1:1 YAML_LIMIT ");
        assertThat(problems("---\n" + HEAD + STEPS + OUTPUTS + "...\n")).isEmpty();
        assertThat(problems(HEAD + "x-deep: " + "[".repeat(31) + "]".repeat(31) + "\n" + STEPS + OUTPUTS))
                .isEmpty();
        assertThat(problems(HEAD + "x-deep: " + "[".repeat(40) + "]".repeat(40) + "\n" + STEPS + OUTPUTS))
                .singleElement()
                .asString()
                .startsWith("5:40 YAML_LIMIT /x-deep/0");
        assertThat(problems("? [a]\n: b\n")).containsExactly("1:3 YAML_LIMIT ");
        assertThat(problems("? *a\n: b\n")).containsExactly("1:3 YAML_LIMIT ");
        assertThat(problems(HEAD + "x-n: " + "1".repeat(200) + "\n" + STEPS + OUTPUTS))
                .containsExactly("5:6 YAML_LIMIT /x-n");
    }

    @Test
    void aMistakeInYamlIsToldWhereItIsAndTheLaneIsKnownFromWhatStandsBefore() {
        BriefReading reading = read(HEAD + "notes: a: b\n" + STEPS);

        assertThat(only(reading))
                .hasToString("5:9: error: not YAML: mapping values are not allowed here"
                        + "; quote a string that contains ': ', or fix the indentation [YAML_SYNTAX]");
        assertThat(reading.lane()).isEqualTo("devbox-codex");
    }

    @ParameterizedTest
    @ValueSource(strings = {"–", "—", "−", "‐", "•"})
    void aListWithOtherDashesIsToldWithTheHyphen(String dash) {
        assertThat(read(HEAD + "outputs: []\nsteps:\n  " + dash + " name: x\n    shell: echo\n"))
                .asString()
                .contains("begin the items of a list with a hyphen: '- '");
    }

    @Test
    void hiddenCharactersInScriptsAndPathsAreToldEachAtItsPlace() {
        assertThat(problems(HEAD + """
                                        steps:
                                          - name: x
                                            shell: |
                                              echo one
                                              echo t\u200Bwo \u202E
                                          - name: y
                                            shell: "a\\u200bb\\x1b \\\\u200b"
                                        outputs:
                                          - {type: report, path: "a\u00ADb.md", title: "\u200D ok"}
                                        """))
                .containsExactly(
                        "9:13 HIDDEN_CHARACTER /steps/0/shell",
                        "9:17 HIDDEN_CHARACTER /steps/0/shell",
                        "11:14 HIDDEN_CHARACTER /steps/1/shell",
                        "11:21 HIDDEN_CHARACTER /steps/1/shell",
                        "13:28 HIDDEN_CHARACTER /outputs/0/path");
        assertThat(problems(HEAD + STEPS + OUTPUTS + "notes: \"a\u0007\"\n")).containsExactly("7:10 HIDDEN_CHARACTER ");
    }

    @Test
    void emojiAndJapaneseAreNoHiddenCharacters() {
        valid(HEAD + "steps: [{name: 準備, shell: \"echo ⚠️ 完了 🎉\"}]\n" + OUTPUTS);
    }

    @Test
    void columnsCountUtf16CodeUnits() {
        assertThat(problems(HEAD + "env: {A: \"🎉🎉\", B: 1}\n" + STEPS + OUTPUTS))
                .containsExactly("5:21 WRONG_TYPE /env/B");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "steps: [] | NO_STEP /steps",
                "steps: | WRONG_TYPE /steps",
                "steps: make | WRONG_TYPE /steps",
                "steps: [make] | WRONG_TYPE /steps/0",
                "steps: [{name: x, make: [-f, x]}] | BAD_VALUE /steps/0/make/0",
                "steps: [{name: x, make: []}] | BAD_VALUE /steps/0/make",
                "steps: [{name: x, make: -k}] | BAD_VALUE /steps/0/make",
                "steps: [{name: x, kubectl: get pods}] | WRONG_TYPE /steps/0/kubectl",
                "steps: [{name: x, shell: ' '}] | BAD_VALUE /steps/0/shell",
                "steps: [{name: x, shell: make, timeout: 90}] | WRONG_TYPE /steps/0/timeout",
                "steps: [{name: x, shell: make, timeout: 0s}] | BAD_VALUE /steps/0/timeout",
                "steps: [{name: x, shell: make, timeout: 9000h}] | BAD_VALUE /steps/0/timeout",
                "steps: [{name: x, shell: make, timeout: 1d}] | BAD_VALUE /steps/0/timeout",
                "steps: [{name: x, shell: make, timeout: PT}] | BAD_VALUE /steps/0/timeout",
                "steps: [{name: x, shell: make, env: {CODEX_A: x}}] | BAD_VALUE /steps/0/env/CODEX_A",
                "steps: [{name: x, shell: make, env: {1A: x}}] | BAD_VALUE /steps/0/env/1A",
                "steps: [{name: x, shell: make, env: {A: true}}] | WRONG_TYPE /steps/0/env/A",
                "steps: [{name: x, shell: make, env: [A]}] | WRONG_TYPE /steps/0/env",
                "steps: [{name: x, shell: make, if: failure}] | BAD_VALUE /steps/0/if",
                "steps: [{name: x, shell: make, continue_on_error: 'True'}] | WRONG_TYPE /steps/0/continue_on_error",
                "steps: [{name: x, run: make}] | MISSING_FIELD /steps/0,UNKNOWN_FIELD /steps/0/run",
            })
    void stepsAreChecked(String steps, String expected) {
        assertThat(codes(problems(HEAD + steps + "\n" + OUTPUTS))).containsExactly(expected.split(","));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<<: {a: 1} | UNKNOWN_FIELD /<<",
                "'a/b~': 1 | UNKNOWN_FIELD /a~1b~0",
            })
    void aKeyThatOnlyLooksSpecialIsUnknown(String field, String expected) {
        assertThat(codes(problems(HEAD + field + "\n" + STEPS + OUTPUTS))).containsExactly(expected.split(","));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "outputs: | WRONG_TYPE /outputs",
                "outputs: [{}] | MISSING_FIELD /outputs/0/type",
                "outputs: [{type: prr}] | UNKNOWN_OUTPUT_TYPE /outputs/0/type",
                "outputs: [{type: 5}] | WRONG_TYPE /outputs/0/type",
                "outputs: [{type: pr, title: x, commit_message: x, files: []}] | BAD_VALUE /outputs/0/files",
                "outputs: [{type: pr, title: x, commit_message: x, file: [a]}]"
                        + " | MISSING_FIELD /outputs/0/files,UNKNOWN_FIELD /outputs/0/file",
                "outputs: [{type: comment}] | MISSING_FIELD /outputs/0",
                "outputs: [{type: comment, body: x, body_file: y}] | BAD_VALUE /outputs/0/body_file",
                "outputs: [{type: comment, body_file: $HOME/x}] | UNSAFE_PATH /outputs/0/body_file",
                "outputs: [{type: comment, body: x, mode: replace}] | BAD_VALUE /outputs/0/mode",
                "outputs: [{type: report, path: /etc/passwd}] | UNSAFE_PATH /outputs/0/path",
                "outputs: [{type: report, include: [logs]}] | BAD_VALUE /outputs/0/include/0",
            })
    void outputsAreChecked(String outputs, String expected) {
        assertThat(codes(problems(HEAD + STEPS + outputs + "\n"))).containsExactly(expected.split(","));
    }

    @Test
    void anEmptyBlockMissesAllSixFields() {
        assertThat(codes(problems("# nothing yet\n")))
                .containsExactly(
                        "MISSING_FIELD /branch",
                        "MISSING_FIELD /executor",
                        "MISSING_FIELD /outputs",
                        "MISSING_FIELD /repo",
                        "MISSING_FIELD /steps",
                        "MISSING_FIELD /workdir");
        assertThat(problems("- a\n")).containsExactly("1:1 WRONG_TYPE ");
    }

    @Test
    void anUnclosedBlockIsToldOnceWithItsLane() {
        BriefReading reading = reader.read(
                        "text\n\n```codex-brief\nexecutor: devbox-codex\nrepo: octo-org/app\n\nAnd: so: on\n")
                .get(0)
                .reading();

        assertThat(located(reading)).containsExactly("3:1 BRIEF_UNCLOSED ");
        assertThat(reading.lane()).isEqualTo("devbox-codex");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "> quoted\n<a>\n",
                "- item\n<b class=x>\n",
                "text\n<source>\n",
                "a | b\n- | -\n<i>\n",
                "[^1]: a note\n<i>\n",
                "> text\n[^1]: note\n",
                "<textarea>\n</textarea>\n",
                "<!doctype\n```\n>\n",
                "-\u000Bitem\n",
                "a\n:-:\n===\nb\n<i>\n"
            })
    void aBriefThatGitHubMayHideIsToldWithTheLineThatHidesIt(String before) {
        BriefReading reading = reader.read(before + "```codex-brief\nexecutor: devbox-codex\nrepo: octo-org/app\n```\n")
                .get(0)
                .reading();

        assertThat(located(reading)).singleElement().asString().matches("[1-5]:1 AMBIGUOUS_MARKDOWN ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "> quoted\n\n<a>\n\n",
                "- item\n<details>\n\n",
                "text\n<b>\n",
                "a | b\n- | -\nc | d\n",
                "[^1]: a note\n\n",
                "<!-- note -->\n",
                "<!DOCTYPE x>\n",
                "<picture>\n\n"
            })
    void plainMarkdownBeforeABriefIsNotAmbiguous(String before) {
        assertThat(problems(before + "```codex-brief\nexecutor: [\n```\n"))
                .noneMatch(found -> found.contains("AMBIGUOUS"));
    }

    @Test
    void aBlockOver256KibIsNotRead() {
        String yaml = HEAD + STEPS + OUTPUTS + "notes: ";
        valid(yaml + "あ".repeat((BriefParser.LARGEST - yaml.length() - 1) / 3));

        assertThat(problems(yaml + "あ".repeat((BriefParser.LARGEST - yaml.length()) / 3 + 1)))
                .containsExactly("1:1 TOO_LARGE ");
    }

    @Test
    void theLaneOfAnInvalidBriefIsGivenOnlyWhenItIsClear() {
        assertThat(read("executor: devbox-codex\n").lane()).isEqualTo("devbox-codex");
        assertThat(read("executor: Devbox\n").lane()).isNull();
        assertThat(read("executor: 5\n").lane()).isNull();
        assertThat(read("executor: *a\n").lane()).isNull();
        assertThat(read("executor: a\nexecutor: b\n").lane()).isNull();
        assertThat(read("[executor]\n").lane()).isNull();
    }

    @Test
    void problemsPointIntoTheDocumentInAListWithCarriageReturns() {
        String markdown = "\uFEFF1. do\r\n\r\n   ```codex-brief\r\n   executor: a\r\n   repo: x\r\n   ```\r\n";

        assertThat(located(reader.read(markdown).get(0).reading())).contains("5:10 BAD_VALUE /repo");
    }

    @Test
    void noMoreThanAHundredProblemsAreTold() {
        StringBuilder yaml = new StringBuilder(HEAD + STEPS + OUTPUTS);
        for (int key = 0; key < 5000; key++) {
            yaml.append("k").append(key).append(": &a !b\n");
        }
        assertThat(problems(yaml.toString())).hasSize(100);
    }

    @Test
    void aNameWithALineBreakAtItsEndIsNoName() {
        assertThat(codes(problems(HEAD.replace("devbox-codex", "\"a\\n\"") + STEPS + OUTPUTS)))
                .containsExactly("BAD_VALUE /executor");
    }

    @Test
    void anEmojiMayStandWhereTheParsersBufferEnds() {
        for (int length = 900; length < 1100; length++) {
            String notes = "a".repeat(length) + "🎉🎉🎉";
            assertThat(valid("notes: " + notes + "\n" + HEAD + STEPS + OUTPUTS).notes())
                    .isEqualTo(notes);
        }
    }

    @Test
    void jsonMayBeIndentedByTabs() {
        String json = """
                {
                \t"executor": "a", "repo": "o/a", "branch": "main", "workdir": "/srv",
                \t"steps": [
                \t\t{
                \t\t\t"name": "x",
                \t\t\t"shell": "\ta\\n\\ud83c\\udf89"
                \t\t}
                \t],
                \t"outputs": []
                }
                """;

        assertThat(valid(json).steps()).extracting(Step::action).containsExactly(new Action.Shell("\ta\n🎉"));
        assertThat(problems(json.replace("\\ud83c", "\\u200b\\ud83c")))
                .containsExactly("6:18 HIDDEN_CHARACTER /steps/0/shell");
        assertThat(problems(json.replace("\\ud83c", ""))).containsExactly("6:18 HIDDEN_CHARACTER /steps/0/shell");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e400", "-1e999999999", "1E+400"})
    void aNumberBeyondAllBoundsIsRefusedWhereverItStands(String number) {
        assertThat(problems(HEAD + "priority: " + number + "\n" + STEPS + OUTPUTS))
                .containsExactly("5:11 YAML_LIMIT /priority");
        assertThat(problems(HEAD + "x-own: [" + number + "]\n" + STEPS + OUTPUTS))
                .containsExactly("5:9 YAML_LIMIT /x-own/0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0", "1e1", "10"})
    void aWholeNumberIsOneHoweverItIsWritten(String number) {
        assertThat(valid(HEAD + "priority: " + number + "\n" + STEPS + OUTPUTS).priority())
                .isEqualTo(new Priority(10));
        assertThat(valid(HEAD + STEPS + "outputs: [{type: comment, body: x, issue: " + number + "}]\n")
                        .outputs()
                        .get(0)
                        .number("issue"))
                .contains(10);
        assertThat(codes(problems(HEAD + STEPS + "outputs: [{type: comment, body: x, issue: 1e30}]\n")))
                .containsExactly("BAD_VALUE /outputs/0/issue");
    }

    @Test
    void aCharacterThatIsNoneIsToldAtItsPlaceAndTheRestIsRead() {
        String none = Character.toString(0x3FFFF);

        assertThat(problems("notes: 🎉" + none + "🎉\n" + HEAD.replace("main", "5") + STEPS + OUTPUTS))
                .containsExactly("1:10 HIDDEN_CHARACTER ", "4:9 WRONG_TYPE /branch");
        assertThat(problems("notes: a\uD800b\n" + HEAD + STEPS + OUTPUTS)).containsExactly("1:9 HIDDEN_CHARACTER ");
        assertThat(problems("notes: a\uDC00\n" + HEAD + STEPS + OUTPUTS)).containsExactly("1:9 HIDDEN_CHARACTER ");
    }
}
