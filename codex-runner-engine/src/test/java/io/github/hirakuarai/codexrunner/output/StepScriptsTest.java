package io.github.hirakuarai.codexrunner.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepScriptsTest {

    private static final String RUN = "/home/joe/.cache/codex-runner/host/runs/20261121T093554Z-1-body-c2747d/";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            2.17.script: line 7: x: command not found | step 'build $1 \\', line 7: x: command not found
            2.script: line 7: x                       | step 'build $1 \\', line 7: x
            3.script: line 7: x                       | step 3, line 7: x
            2.script                                  | step 'build $1 \\'
            2.scripts: line 7: x                      | RUN2.scripts: line 7: x
            """)
    void aStepIsNamedInPlaceOfItsFile(String written, String shown) {
        assertThat(StepScripts.of(2, "build $1 \\").named(RUN + written)).isEqualTo(shown.replace("RUN", RUN));
    }

    @Test
    void aLongNameIsCutBetweenCharacters() {
        assertThat(StepScripts.of(1, "😀".repeat(70)).named(RUN + "1.script: line 1: x"))
                .isEqualTo("step '" + "😀".repeat(60) + "…', line 1: x");
    }
}
