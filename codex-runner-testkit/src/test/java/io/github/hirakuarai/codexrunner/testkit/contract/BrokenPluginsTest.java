package io.github.hirakuarai.codexrunner.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** For each requirement there is a plugin that breaks it and nothing else, and the suite says so. */
class BrokenPluginsTest {

    static Stream<String> ofOutputs() {
        return SuiteRun.tests(OutputHandlerContract.class).stream();
    }

    static Stream<String> ofSources() {
        return SuiteRun.tests(BriefSourceContract.class).stream();
    }

    static Stream<String> ofStateStores() {
        return SuiteRun.tests(StateStoreContract.class).stream();
    }

    @ParameterizedTest
    @MethodSource("ofOutputs")
    void anOutputHandlerThatBreaksARequirementIsCaught(String requirement) {
        BrokenOutput.broken = requirement;

        assertThat(SuiteRun.failures(BrokenOutput.class)).contains(requirement);
    }

    @ParameterizedTest
    @MethodSource("ofSources")
    void aSourceThatBreaksARequirementIsCaught(String requirement) {
        BrokenSource.broken = requirement;

        assertThat(SuiteRun.failures(BrokenSource.class)).contains(requirement);
    }

    @ParameterizedTest
    @MethodSource("ofStateStores")
    void aStateStoreThatBreaksARequirementIsCaught(String requirement) {
        BrokenStateStore.broken = requirement;

        assertThat(SuiteRun.failures(BrokenStateStore.class)).contains(requirement);
    }

    @Test
    void whatBreaksNothingPasses() {
        BrokenOutput.broken = "";
        BrokenSource.broken = "";
        BrokenStateStore.broken = "";

        Stream.<Class<?>>of(BrokenOutput.class, BrokenSource.class, BrokenStateStore.class)
                .forEach(suite -> assertThat(SuiteRun.failures(suite)).isEqualTo(Set.of()));
    }
}
