package io.github.hirakuarai.codexrunner.testkit.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.event.Outcome;
import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.event.Selection;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.BriefSource;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.OutputDelivery;
import io.github.hirakuarai.codexrunner.spi.OutputException;
import io.github.hirakuarai.codexrunner.spi.OutputHandler;
import io.github.hirakuarai.codexrunner.spi.OutputPlan;
import io.github.hirakuarai.codexrunner.spi.OutputReceipt;
import io.github.hirakuarai.codexrunner.spi.OutputRequest;
import io.github.hirakuarai.codexrunner.spi.StateStore;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.testkit.memory.InMemoryOutputHandler;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A plugin that misbehaves fails its brief, with its name and its jar, and never the runner. */
@Timeout(60)
class IsolationTest {

    @TempDir
    private Path folder;

    private Scene scene;

    @BeforeEach
    void set() {
        scene = new Scene(folder);
    }

    @AfterEach
    void end() {
        scene.close();
    }

    /** Each method with two of the ways to misbehave, by turns; {@code -Dmisbehaviours=all} tries each with all of them. */
    static Stream<Arguments> each(String... methods) {
        boolean all = "all".equals(System.getProperty("misbehaviours"));
        List<Misbehaviour> ways = List.of(Misbehaviour.values());
        List<Arguments> cells = new ArrayList<>();
        for (int method = 0; method < methods.length; method++) {
            for (int way = 0; way < ways.size(); way++) {
                // A method without an answer cannot answer null.
                boolean isPossible = ways.get(way) != Misbehaviour.ANSWERS_NULL
                        || !List.of("checkout", "close").contains(methods[method]);
                if (isPossible && (all || (method + way) % 2 == 0)) {
                    cells.add(Arguments.of(methods[method], ways.get(way)));
                }
            }
        }
        return cells.stream();
    }

    static Stream<Arguments> executorMethods() {
        return each("host", "inspect", "open");
    }

    static Stream<Arguments> workspaceMethods() {
        return each("workdir", "outputDir", "checkout", "run", "changes", "diff", "gitNotes");
    }

    static Stream<Arguments> sourceMethods() {
        return each("documents", "read", "permission");
    }

    @ParameterizedTest
    @MethodSource("executorMethods")
    void aBrokenExecutorFailsItsBriefs(String method, Misbehaviour how) {
        scene.otherExecutor = () -> how.in(method, Executor.class, Scene.sound());
        scene.brief("other", "sound");

        run();

        assertOnlyItsBriefFailed("executor plugin 'other'", method);
    }

    @ParameterizedTest
    @MethodSource("workspaceMethods")
    void aBrokenWorkspaceFailsItsBrief(String method, Misbehaviour how) {
        scene.otherExecutor = () -> new IdleExecutor(sound -> how.in(method, Workspace.class, sound));
        scene.brief("other", "sound");

        run();

        assertOnlyItsBriefFailed("executor plugin 'other'", method);
    }

    @ParameterizedTest
    @EnumSource(names = "ANSWERS_NULL", mode = EnumSource.Mode.EXCLUDE)
    void aWorkspaceThatCannotBeClosedIsWarnedOf(Misbehaviour how) {
        scene.otherExecutor = () -> new IdleExecutor(sound -> how.in("close", Workspace.class, sound));
        scene.brief("other", "sound");

        run();

        assertThat(scene.state(1)).contains(BriefState.DONE);
        assertThat(scene.state(2)).contains(BriefState.DONE);
        assertThat(scene.events)
                .filteredOn(RunEvent.Warned.class::isInstance)
                .singleElement()
                .asString()
                .contains("executor plugin 'other'", "test-classes");
    }

    @ParameterizedTest
    @EnumSource
    void anOutputHandlerThatCannotPlanFailsItsBriefBeforeAnyStep(Misbehaviour how) {
        scene.otherOutput = context -> how.in("plan", OutputHandler.class, new InMemoryOutputHandler(context.texts()));
        scene.brief("sound", "other");

        run();

        assertOnlyItsBriefFailed("output plugin 'other'", "plan");
        assertThat(scene.events)
                .filteredOn(RunEvent.StepStarted.class::isInstance)
                .hasSize(1);
    }

    @Test
    void anOutputThatCanNeverBeDeliveredFailsItsBriefBeforeAnyStep() {
        scene.otherOutput = context -> new OutputHandler() {
            @Override
            public OutputPlan plan(OutputRequest request) {
                throw new OutputException("NO_SUCH_ROOM", "there is no such room", "name another");
            }

            @Override
            public OutputReceipt deliver(OutputDelivery delivery) {
                return new OutputReceipt(List.of());
            }
        };
        scene.brief("sound", "other");

        run();

        assertThat(scene.state(2)).contains(BriefState.FAILED);
        Failure failure = Objects.requireNonNull(endedInIssue2().failure());
        assertThat(failure.message()).isEqualTo("there is no such room");
        assertThat(failure.hint()).isEqualTo("name another");
        assertThat(scene.events)
                .filteredOn(RunEvent.StepStarted.class::isInstance)
                .hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void anOutputHandlerThatCannotDeliverFailsItsBrief(Misbehaviour how) {
        scene.otherOutput =
                context -> how.in("deliver", OutputHandler.class, new InMemoryOutputHandler(context.texts()));
        scene.brief("sound", "other");

        run();

        assertOnlyItsBriefFailed("output plugin 'other'", "deliver");
    }

    @Test
    void aPluginThatTookTooLongMayWriteNothingMore() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        CompletableFuture<String> late = new CompletableFuture<>();
        scene.otherOutput = context -> new OutputHandler() {
            @Override
            public OutputPlan plan(OutputRequest request) {
                return new OutputPlan("stubborn", null);
            }

            @Override
            public OutputReceipt deliver(OutputDelivery delivery) {
                awaitStubbornly(ended);
                try {
                    delivery.fence().check();
                    late.complete("it may write");
                } catch (RunnerException e) {
                    late.complete(e.code().name());
                }
                return new OutputReceipt(List.of());
            }
        };
        scene.brief("sound", "other");

        run();
        ended.countDown();

        assertOnlyItsBriefFailed("output plugin 'other'", "deliver: gave no answer within 1 s");
        assertThat(late.get(10, TimeUnit.SECONDS)).isEqualTo("LEASE_LOST");
    }

    private static void awaitStubbornly(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                // It does not want to end.
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPluginThatCannotBeOpenedFailsItsBriefs(Misbehaviour how) {
        scene.otherOutput = context -> (OutputHandler) broken(how);
        scene.brief("sound", "other");

        run();

        assertOnlyItsBriefFailed("output plugin 'other'", "open");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no JSON",
                "[]",
                "7",
                "{\"type\": \"objekt\"}",
                "{\"properties\": {\"text\": {\"$ref\": \"#/properties/text\"}}}",
                "{\"properties\": {\"text\": {\"pattern\": \"(\"}}}",
                "{\"properties\": {\"text\": {\"$ref\": \"#/$defs/nowhere\"}}}",
                "{\"properties\": {\"text\": {\"$ref\": \"https://example.org/other.json\"}}}"
            })
    void aTypeWithABadSchemaFailsItsBriefs(String schema) {
        scene.otherSchema = () -> schema;
        scene.brief("sound", "other");

        run();

        assertOnlyItsBriefFailed("output plugin 'other'", "schema");
    }

    @ParameterizedTest
    @EnumSource
    void aTypeWhoseSchemaCannotBeHadFailsItsBriefs(Misbehaviour how) {
        scene.otherSchema = () -> (String) broken(how);
        scene.brief("sound", "other");

        run();

        assertOnlyItsBriefFailed("output plugin 'other'", "schema");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"allOf\": [{\"$ref\": \"#\"}]}",
                "{\"properties\": {\"text\": {\"type\": \"strin\"}}}",
            })
    void aSchemaThatNothingCanFulfilMakesItsBriefsInvalid(String schema) {
        scene.otherSchema = () -> schema;
        scene.brief("sound", "other");

        run();

        assertThat(scene.state(1)).contains(BriefState.DONE);
        assertThat(scene.state(2)).contains(BriefState.FAILED);
    }

    @ParameterizedTest
    @MethodSource("sourceMethods")
    void aBrokenSourceRunsNothingAndHarmsNothing(String method, Misbehaviour how) {
        scene.brief("sound", "sound");
        scene.servedSource = how.in(method, BriefSource.class, scene.source);

        assertNothingRunsUntilItIsMended("source plugin 'memory'", method);
    }

    @ParameterizedTest
    @EnumSource
    void aBrokenStateStoreThatGivesNoCommandsRunsNothing(Misbehaviour how) {
        scene.brief("sound", "sound");
        scene.servedStates = how.in("commands", StateStore.class, scene.states);

        assertNothingRunsUntilItIsMended("state plugin 'labels'", "commands");
    }

    @ParameterizedTest
    @EnumSource
    void aStateStoreThatCannotShowFailsTheBriefs(Misbehaviour how) {
        scene.servedStates = how.in("show", StateStore.class, scene.states);

        List<Outcome> outcomes = run();

        RunEvent.Ended ended = Objects.requireNonNull(outcomes.get(0).ended());
        assertThat(ended.result()).isEqualTo(Result.FAILURE);
        assertThat(Objects.requireNonNull(ended.failure()).message()).contains("state plugin 'labels'", "show");
    }

    @Test
    void aSourceThatCannotBeOpenedStopsTheStart() {
        scene.servedSource = null;

        assertThatThrownBy(() -> scene.runner().close())
                .isInstanceOfSatisfying(
                        RunnerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PLUGIN))
                .hasMessageContainingAll("source plugin 'memory'", "test-classes", "open");
    }

    @ParameterizedTest
    @EnumSource(names = "ANSWERS_NULL", mode = EnumSource.Mode.EXCLUDE)
    void aPluginThatCannotBeClosedKeepsNobodyWaiting(Misbehaviour how) {
        scene.servedSource = how.in("close", BriefSource.class, scene.source);

        run();

        assertThat(scene.state(1)).contains(BriefState.DONE);
    }

    private List<Outcome> run() {
        try (Runner runner = scene.runner()) {
            return runner.run(Selection.ALL);
        }
    }

    private void assertOnlyItsBriefFailed(String plugin, String method) {
        assertThat(scene.state(1)).as("the other brief").contains(BriefState.DONE);
        assertThat(scene.state(2)).contains(BriefState.FAILED);
        RunEvent.Ended ended = endedInIssue2();
        assertThat(ended.result()).isEqualTo(Result.FAILURE);
        assertThat(Objects.requireNonNull(ended.failure()).message())
                .contains(plugin, "test-classes", "failed in " + method);
    }

    private RunEvent.Ended endedInIssue2() {
        return scene.events.stream()
                .filter(RunEvent.Ended.class::isInstance)
                .map(RunEvent.Ended.class::cast)
                .filter(event -> event.id().number() == 2)
                .findFirst()
                .orElseThrow();
    }

    private void assertNothingRunsUntilItIsMended(String plugin, String method) {
        String said;
        try (Runner runner = scene.runner()) {
            said = runner.run(Selection.ALL).stream()
                    .flatMap(outcome -> outcome.evaluation().reasons().stream())
                    .filter(reason -> reason.code() == ReasonCode.PLUGIN_FAILED)
                    .map(reason -> reason.message())
                    .findFirst()
                    .orElse("nothing");
        } catch (RunnerException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.PLUGIN_FAILED);
            said = e.getMessage();
        }
        assertThat(said).contains(plugin, "test-classes", "failed in " + method);
        assertThat(scene.states.writes()).isZero();

        scene.servedSource = scene.source;
        scene.servedStates = scene.states;
        run();
        assertThat(scene.state(1)).contains(BriefState.DONE);
        assertThat(scene.state(2)).contains(BriefState.DONE);
    }

    private static Object broken(Misbehaviour how) {
        try {
            return how.happen();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
