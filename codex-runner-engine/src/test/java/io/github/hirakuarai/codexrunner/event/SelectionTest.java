package io.github.hirakuarai.codexrunner.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SelectionTest {

    @Test
    void fewerThanNoneIsRefused() {
        assertThat(Selection.ALL.atMost(0).max()).isZero();
        assertThatThrownBy(() -> Selection.ALL.atMost(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("at most so many briefs must be 0 or more, not -1");
    }
}
