package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.cli.TraceEvent.Effect;
import io.github.hirakuarai.codexrunner.cli.TraceEvent.Move;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The comparison of traces with the model finds what the model forbids. */
class RecordTracesTest {

    private static final List<TraceEvent> FAILED = List.of(
            move("PICKED", 1, "a", 0),
            effect("a", "shows RUNNING"),
            move("RUNNING", 1, "a", 0),
            effect("a", "runs the steps"),
            move("RUNNING", 1, "a", 0),
            move("FAILED", 1, "a", 0));

    private static final List<TraceEvent> DONE = List.of(
            move("PICKED", 1, "a", 0),
            effect("a", "shows RUNNING"),
            move("RUNNING", 1, "a", 0),
            effect("a", "runs the steps"),
            new Move("key", "RUNNING", 1, "a", 0, true),
            effect(null, "delivers"),
            move("DONE", 1, "a", 0),
            effect("a", "shows DONE"),
            effect(null, "hides RUNNING"));

    @Test
    void anAttemptThatIsDoneIsAPathOfTheModel() throws IOException {
        assertThat(RecordTraces.unknown(DONE)).isEmpty();
    }

    @Test
    void anAttemptThatFailsAndIsRetriedIsAPathOfTheModel() throws IOException {
        assertThat(RecordTraces.unknown(with(FAILED, FAILED.size(), move("PICKED", 2, "b", 1))))
                .isEmpty();
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
    void aMoveThatTheModelForbidsIsFound(String state, int attempt, String run, int commands, String why)
            throws IOException {
        assertThat(RecordTraces.unknown(with(FAILED, FAILED.size(), move(state, attempt, run, commands))))
                .as(why)
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "0, a, runs the steps, before the claim",
        "1, a, runs the steps, before the record says that it runs",
        "3, b, runs the steps, of another run",
        "4, a, runs the steps, a second time",
        "9, a, runs the steps, after the end",
        "4, , delivers, before the branch is there",
        "7, , delivers, after the end",
        "0, a, shows RUNNING, before the claim",
        "6, a, shows DONE, before the record says so",
        "7, a, shows RUNNING, after the end",
        "4, , hides RUNNING, while it runs",
        "9, , hides DONE, after the end",
        "4, , a branch without its record, at any time"
    })
    void anEffectThatTheModelForbidsIsFound(int place, @Nullable String run, String what, String when)
            throws IOException {
        assertThat(RecordTraces.unknown(with(DONE, place, effect(run, what))))
                .as(what + " " + when)
                .isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"3, steps that nobody saw", "4, a branch that nobody pushed"})
    void anEffectThatIsMissingIsFound(int place, String what) throws IOException {
        List<TraceEvent> trace = new ArrayList<>(DONE);
        trace.remove(place);

        assertThat(RecordTraces.unknown(trace)).as(what).isNotEmpty();
    }

    @Test
    void aRunsWholeTraceIsReadFromTheForge(@TempDir Path folder) throws IOException {
        try (Scene scene = Scene.in(folder.toRealPath())) {
            scene.issue(scene.brief(ForgeTrace.noteStep(scene) + "echo hello > out.txt"));
            scene.run("run", "--execute");

            assertThat(ForgeTrace.of(scene))
                    .extracting(event -> event instanceof Move move ? move.state() : ((Effect) event).what())
                    .containsExactly(
                            "PICKED",
                            "shows RUNNING",
                            "shows RUNNING",
                            "RUNNING",
                            "runs the steps",
                            "RUNNING",
                            "delivers",
                            "DONE",
                            "shows DONE",
                            "shows DONE",
                            "hides RUNNING");
            RecordTraces.requirePathsOfTheModel(scene);
        }
    }

    private static Move move(String state, int attempt, String run, int commands) {
        return new Move("key", state, attempt, run, commands, false);
    }

    private static Effect effect(@Nullable String run, String what) {
        return new Effect(List.of("key"), run, what);
    }

    private static List<TraceEvent> with(List<TraceEvent> trace, int place, TraceEvent event) {
        List<TraceEvent> changed = new ArrayList<>(trace);
        changed.add(place, event);
        return changed;
    }
}
