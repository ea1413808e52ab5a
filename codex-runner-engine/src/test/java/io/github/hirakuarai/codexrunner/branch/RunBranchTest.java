package io.github.hirakuarai.codexrunner.branch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A record may name any branch: only a brief's own are taken from it. */
class RunBranchTest {

    private static final String FIRST = "codex/774-body-1a2b3c4d";

    @ParameterizedTest
    @ValueSource(strings = {FIRST, FIRST + "-a2", FIRST + "-a10"})
    void theBranchesOfAllAttemptsAreTheBriefs(String branch) {
        assertThat(RunBranch.isOf(FIRST, branch)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "main",
                "codex/774-body",
                "codex/774-body-1a2b3c4e",
                "x" + FIRST,
                FIRST + "-a",
                FIRST + "-a0",
                FIRST + "-a02",
                FIRST + "-a2-a3",
                FIRST + "-a2/main",
                FIRST + "/../main",
                FIRST + "-a2\n",
                FIRST + "-a1234567890"
            })
    void anyOtherIsNot(String branch) {
        assertThat(RunBranch.isOf(FIRST, branch)).isFalse();
    }
}
