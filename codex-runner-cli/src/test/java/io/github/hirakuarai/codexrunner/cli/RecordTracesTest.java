package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.cli.RecordTraces.Entry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The comparison of records with the model finds what the model forbids. */
class RecordTracesTest {

    private static final List<Entry> FAILED = List.of(
            new Entry("PICKED", 1, "a", 0),
            new Entry("RUNNING", 1, "a", 0),
            new Entry("RUNNING", 1, "a", 0),
            new Entry("FAILED", 1, "a", 0));

    @Test
    void anAttemptThatFailsAndIsRetriedIsAPathOfTheModel() throws IOException {
        assertThat(RecordTraces.unknown(after(new Entry("PICKED", 2, "b", 1)))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "RUNNING, 1, a, 0, a killed run goes on",
        "PICKED, 2, b, 0, a retry that nobody asked for",
        "PICKED, 3, b, 1, an attempt was left out",
        "PICKED, 2, a, 1, two attempts of one run",
        "DONE, 1, a, 0, an end that becomes another",
        "FAILED, 1, a, 0, an end that is written twice"
    })
    void whatTheModelForbidsIsFound(String state, int attempt, String run, int commands, String why)
            throws IOException {
        assertThat(RecordTraces.unknown(after(new Entry(state, attempt, run, commands))))
                .as(why)
                .hasSize(1);
    }

    private static List<Entry> after(Entry last) {
        List<Entry> trace = new ArrayList<>(FAILED);
        trace.add(last);
        return trace;
    }
}
