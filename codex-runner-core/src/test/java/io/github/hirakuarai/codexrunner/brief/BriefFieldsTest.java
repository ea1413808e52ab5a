package io.github.hirakuarai.codexrunner.brief;

import static io.github.hirakuarai.codexrunner.brief.Readings.HEAD;
import static io.github.hirakuarai.codexrunner.brief.Readings.OUTPUTS;
import static io.github.hirakuarai.codexrunner.brief.Readings.STEPS;
import static io.github.hirakuarai.codexrunner.brief.Readings.codes;
import static io.github.hirakuarai.codexrunner.brief.Readings.problems;
import static io.github.hirakuarai.codexrunner.brief.Readings.valid;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.model.Priority;
import io.github.hirakuarai.codexrunner.model.ProblemCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each field takes, and what it does not (protocol §3). */
class BriefFieldsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "priority: 101 | BAD_VALUE",
                "priority: -101 | BAD_VALUE",
                "priority: 1e30 | BAD_VALUE",
                "priority: -1.0e300 | BAD_VALUE",
                "priority: 99999999999999999999 | BAD_VALUE",
                "version: 1e30 | BAD_VALUE",
                "priority: 1.5 | WRONG_TYPE",
                "priority: '10' | BAD_VALUE",
                "priority: highest | BAD_VALUE",
                "priority: High | BAD_VALUE",
                "priority: [] | WRONG_TYPE",
                "deadline: 2026-02-30 | BAD_VALUE",
                "deadline: 2026-13-01 | BAD_VALUE",
                "deadline: 20261201 | WRONG_TYPE",
                "deadline: 2026-12-01 18:00 | BAD_VALUE",
                "deadline: 2026-12-01T24:30 | BAD_VALUE",
                "deadline: tomorrow | BAD_VALUE",
                "timeout: 90 | WRONG_TYPE",
                "timeout: 1w | BAD_VALUE",
                "timeout: -1s | BAD_VALUE",
                "timeout: PT-1S | BAD_VALUE",
                "timeout: pt1s | BAD_VALUE",
                "timeout: P366DT1S | BAD_VALUE",
                "version: 2 | BAD_VALUE",
                "version: '1' | WRONG_TYPE",
                "version: | WRONG_TYPE",
                "notes: 5 | WRONG_TYPE",
                "context_header: [a] | WRONG_TYPE",
                "env: text | WRONG_TYPE",
                "image: debian:12 | BAD_VALUE",
                "image: debian@sha256:12 | BAD_VALUE",
                "image: [a] | WRONG_TYPE",
            })
    void optionalFieldsAreChecked(String line, String expected) {
        String field = line.substring(0, line.indexOf(':'));

        assertThat(codes(problems(HEAD + line + "\n" + STEPS + OUTPUTS))).containsExactly(expected + " /" + field);
    }

    @ParameterizedTest
    @CsvSource({"low, -50", "normal, 0", "high, 50", "urgent, 100", "100, 100", "-100, -100", "0, 0"})
    void priorityIsAWordOrANumber(String written, int value) {
        assertThat(valid(HEAD + "priority: " + written + "\n" + STEPS + OUTPUTS).priority())
                .isEqualTo(new Priority(value));
    }

    @ParameterizedTest
    @CsvSource({
        "90s, PT90S",
        "10m, PT10M",
        "2h, PT2H",
        "PT10M, PT10M",
        "PT1H30M, PT1H30M",
        "P1D, PT24H",
        "P366D, PT8784H",
        "PT0.5S, PT0.5S"
    })
    void aDurationIsReadInBothForms(String written, Duration wanted) {
        assertThat(valid(HEAD + "timeout: " + written + "\n" + STEPS + OUTPUTS).timeout())
                .isEqualTo(wanted);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/srv | ",
                "~ | ",
                "~codex | ",
                "~codex/a | ",
                "work | BAD_VALUE",
                "./work | BAD_VALUE",
                "~1/a | BAD_VALUE",
                "$HOME/a | BAD_VALUE",
                "C:/a | BAD_VALUE",
                "/srv/../etc | UNSAFE_PATH",
                "~/.. | UNSAFE_PATH",
                "/srv/.git | UNSAFE_PATH",
                "/srv/.GIT/hooks | UNSAFE_PATH",
                "/srv/a\\b | UNSAFE_PATH",
            })
    void aWorkdirIsAFullPathThatLeadsNowhereElse(String workdir, String expected) {
        List<String> wanted = expected == null ? List.of() : List.of(expected + " /workdir");

        assertThat(codes(problems(HEAD.replace("~/work/app", "'" + workdir + "'") + STEPS + OUTPUTS)))
                .isEqualTo(wanted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x",
                "a/../b",
                "..",
                "/etc/passwd",
                "~/x",
                "~root/x",
                "C:/x",
                "c:x",
                "a\\b",
                ".git/config",
                ".git",
                "a/.git/hooks/x",
                ".GIT/config",
                ".Git",
                "git~1/config",
                ".git./x",
                ".git /x",
                ".git::$INDEX_ALLOCATION/x"
            })
    void aPathThatLeadsOutOfTheRepositoryOrIntoGitIsUnsafe(String path) {
        String outputs =
                "outputs: [{type: pr, title: t, commit_message: m, files: ['%s']}, {type: report, path: '%s'}]\n";

        assertThat(codes(problems(HEAD + STEPS + outputs.formatted(path, path))))
                .containsExactly("UNSAFE_PATH /outputs/0/files/0", "UNSAFE_PATH /outputs/1/path");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".gitignore",
                ".github/workflows/a.yml",
                "a..b",
                "...",
                "git",
                "a/git~/b",
                ".gitmodules",
                "digit~1"
            })
    void aPathThatOnlyLooksLikeOneIsTaken(String path) {
        assertThat(problems(HEAD + STEPS + "outputs: [{type: report, path: '" + path + "'}]\n"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"./a", "a//b", "a/./b", "."})
    void aPathThatGitWritesOtherwiseIsABadValue(String path) {
        assertThat(codes(problems(HEAD + STEPS + "outputs: [{type: report, path: '" + path + "'}]\n")))
                .containsExactly("BAD_VALUE /outputs/0/path");
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0x00, 0x07, 0x0D, 0x1B, 0x7F, 0x85, 0x9F, 0xAD, 0x034F, 0x061C, 0x115F, 0x180E, 0x200B, 0x200D, 0x200E,
                0x202A, 0x202E, 0x2028, 0x2029, 0x2060, 0x2066, 0x2069, 0x3164, 0xFE00, 0xFEFF, 0xFFA0, 0xFFF9, 0xE0001,
                0xE0041, 0xE0100
            })
    void everyHiddenCharacterIsRefusedInScriptsArgumentsVariablesPathsAndBranches(int character) {
        String hidden = String.format("\"a\\U%08X\"", character);
        String yaml = """
                executor: a
                repo: o/a
                branch: %1$s
                workdir: %2$s
                steps:
                - {name: x, shell: %1$s}
                - {name: x, python: %1$s}
                - {name: x, make: %1$s}
                - {name: x, make: [%1$s]}
                - {name: x, kubectl: [%1$s], env: {A: %1$s}}
                outputs:
                - {type: pr, title: t, commit_message: m, files: [%1$s], base: %1$s}
                - {type: comment, body_file: %1$s}
                - {type: report, path: %1$s}
                """.formatted(hidden, hidden.replace("\"a", "\"/"));

        assertThat(codes(problems(yaml)))
                .containsExactly(
                        "HIDDEN_CHARACTER /branch",
                        "HIDDEN_CHARACTER /workdir",
                        "HIDDEN_CHARACTER /steps/0/shell",
                        "HIDDEN_CHARACTER /steps/1/python",
                        "HIDDEN_CHARACTER /steps/2/make",
                        "HIDDEN_CHARACTER /steps/3/make/0",
                        "HIDDEN_CHARACTER /steps/4/kubectl/0",
                        "HIDDEN_CHARACTER /steps/4/env/A",
                        "HIDDEN_CHARACTER /outputs/0/files/0",
                        "HIDDEN_CHARACTER /outputs/0/base",
                        "HIDDEN_CHARACTER /outputs/1/body_file",
                        "HIDDEN_CHARACTER /outputs/2/path");
    }

    @Test
    void keysOfTheWritersOwnAreFreeAtEveryLevel() {
        valid(HEAD + """
                x-: {ouputs: 1}
                "x-a\\nb": [null, {steps: 5}]
                env: {x-a: [1], "x-a\\nb": 2}
                steps: [{name: a, shell: b, x-run: c, env: {x-a: 1}}]
                outputs: [{type: report, x-path: ../x}]
                """);
    }

    @Test
    void everyProblemCodeIsOnThePage() throws Exception {
        String page = Files.readString(Path.of("../docs/protocol.md"));

        for (ProblemCode code : ProblemCode.values()) {
            assertThat(page).contains("| `" + code + "` |");
        }
    }
}
