package io.github.hirakuarai.codexrunner.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.RunId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkerTest {

    private static final BriefKey KEY = new BriefKey("ab".repeat(32));
    private static final Marker STATUS =
            new Marker.Status(KEY, Digest.of("x\n"), new RunId("20261121T050403Z-774-c12-4f1a09"), BriefState.RUNNING);

    @Test
    void whatIsWrittenIsReadAgain() {
        assertThat(Marker.read(STATUS.write() + "\r\n### text")).contains(STATUS);
        Marker shared = new Marker.Output(KEY, 2, null);
        assertThat(shared.write()).isEqualTo("<!-- codex-runner:output key=" + KEY + " output=2 -->");
        assertThat(Marker.read(shared.write())).contains(shared);
        Marker ofOneAttempt = new Marker.Output(KEY, 2, 3);
        assertThat(Marker.read(ofOneAttempt.write())).contains(ofOneAttempt);
    }

    @Test
    void aMarkerIsTheFirstLineAndNothingElse() {
        for (String markdown : new String[] {
            "",
            "text",
            "text\n" + STATUS.write(),
            "    " + STATUS.write(),
            STATUS.write() + " x",
            STATUS.write().replace("RUNNING", "SLEEPING"),
            STATUS.write().replace("ab", "g")
        }) {
            assertThat(Marker.read(markdown)).as(markdown).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x\n  <!-- codex-runner:status -->", "<!--CODEX-RUNNER:later", "> <!--\n codex-runner:output x"})
    void aMarkerAnywhereBarsTheDocument(String markdown) {
        assertThat(Marker.in(markdown)).isTrue();
        assertThat(Marker.in("codex-runner: a program <!-- codex-run -->")).isFalse();
    }
}
