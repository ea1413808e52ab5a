package io.github.hirakuarai.codexrunner.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.model.BriefState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TransitionsTest {

    @ParameterizedTest
    @EnumSource(BriefState.class)
    void nothingLeadsOutOfDone(BriefState to) {
        assertThat(Transitions.allowed(BriefState.DONE, to, false)).isFalse();
        assertThat(Transitions.allowed(BriefState.DONE, to, true)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(BriefState.class)
    void onlyACommandLeadsOutOfFailed(BriefState to) {
        assertThat(Transitions.allowed(BriefState.FAILED, to, false)).isFalse();
        assertThat(Transitions.allowed(BriefState.FAILED, to, true)).isEqualTo(to == BriefState.PICKED);
    }

    @ParameterizedTest
    @EnumSource(BriefState.class)
    void nothingLeadsBackToNew(BriefState from) {
        assertThat(Transitions.allowed(from, BriefState.NEW, true)).isFalse();
    }

    @Test
    void aBriefIsDoneOnlyAfterItRan() {
        assertThat(Transitions.allowed(BriefState.RUNNING, BriefState.DONE, false))
                .isTrue();
        assertThat(Transitions.allowed(BriefState.PICKED, BriefState.DONE, false))
                .isFalse();
        assertThat(Transitions.allowed(BriefState.NEW, BriefState.DONE, false)).isFalse();
        assertThatThrownBy(() -> Transitions.require(BriefState.NEW, BriefState.RUNNING, false))
                .isInstanceOf(IllegalStateException.class);
    }
}
