package io.github.hirakuarai.codexrunner.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.model.Problem;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What YAML offers beyond JSON's values is refused where it stands, and what only looks like it is not. */
class YamlReaderTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '@',
            quoteCharacter = '`',
            value = {
                "a: &x 1 @ 1:4 anchors /a",
                "a: &x @ 1:4 anchors /a",
                "a: &x [1] @ 1:4 anchors /a",
                "&x a: 1 @ 1:1 anchors /a",
                "a:\\n  &x b: 1 @ 2:3 anchors /a/b",
                "&x {a: 1} @ 1:1 anchors (root)",
                "&x\\n&y a: 1 @ 1:1 anchors (root), 2:1 anchors /a",
                "a: *x @ 1:4 aliases /a",
                "[1, *x, 2] @ 1:5 aliases /1",
                "{<<: *x} @ 1:6 aliases /<<",
                "*x : 1 @ 1:1 aliases (root)",
                "a: !t 1 @ 1:4 tags /a",
                "a: !!binary @ 1:4 tags /a",
                "a: ! 1 @ 1:4 tags /a",
                "a: !<t> [1] @ 1:4 tags /a",
                "a:\\n  !!str b: 1 @ 2:3 tags /a/b",
                "a: &x !t 1 @ 1:4 anchors /a",
                "a: !t &x 1 @ 1:4 tags /a",
                "a: '&x *y !t' @ ``",
                "a: b &x *y !t @ ``",
                "a:\\n  - b\\n  - '*' @ ``",
                "a: |\\n  &x *y !t @ ``",
                "'&x': '!t' @ ``",
            })
    void anchorsAliasesAndTagsAreRefusedWhereTheyStand(String text, String expected) {
        YamlDocument document = YamlReader.readWhole(text.replace("\\n", "\n") + "\n");

        assertThat(document.problems().stream().map(YamlReaderTest::place).collect(Collectors.joining(", ")))
                .isEqualTo(expected);
    }

    @Test
    void whatStandsBehindATagIsRead() {
        YamlDocument document = YamlReader.readWhole("a: !!binary\nb: 1\nc: &x d\n");

        assertThat(document.complete()).isTrue();
        assertThat(document.root().json()).hasToString("{\"a\":null,\"b\":1,\"c\":\"d\"}");
    }

    @Test
    void aKeyIsAsLongAsOneWithoutAQuestionMarkMayBe() {
        assertThat(YamlReader.readWhole("? " + "k".repeat(1024) + "\n: 1\n").problems())
                .isEmpty();
        assertThat(YamlReader.readWhole("? " + "k".repeat(1025) + "\n: 1\n").problems())
                .singleElement()
                .hasToString("1:3: error: this key or value is not supported; use plain words of at most 1,000"
                        + " characters as keys, not lists or mappings [YAML_LIMIT]");
    }

    private static String place(Problem problem) {
        return problem.line() + ":" + problem.column() + " " + problem.message().split(" ", 3)[1] + " "
                + (problem.path().isEmpty() ? "(root)" : problem.path());
    }
}
