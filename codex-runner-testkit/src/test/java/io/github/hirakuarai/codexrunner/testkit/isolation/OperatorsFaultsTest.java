package io.github.hirakuarai.codexrunner.testkit.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.event.Selection;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
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
import io.github.hirakuarai.codexrunner.testkit.memory.InMemoryOutputHandler;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A plugin that throws what the operator has to fix, which would end the command if the runner threw it, fails its own brief. */
@Timeout(60)
class OperatorsFaultsTest {

    @TempDir
    private Path folder;

    private Scene scene;

    @BeforeEach
    void setUp() throws IOException {
        scene = new Scene(folder.toRealPath());
    }

    @AfterEach
    void tearDown() {
        scene.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"CONFIGURATION", "STORAGE", "TOOL_MISSING", "PLUGIN", "USAGE", "INTERNAL", "PLUGIN_FAILED"})
    void anOutputThatRefusesToOpenFailsItsBriefs(ErrorCode code) {
        scene.otherOutput = context -> {
            throw refusal(code);
        };
        scene.brief("sound", "other");

        run();

        assertOnlyItsBriefFailed("PLUGIN_UNUSABLE", "output plugin 'other'", "failed in open: the key is missing");
    }

    @Test
    void anOutputThatOpensWithAnOutputExceptionIsForTheOperatorNotForTheBriefsAuthor() {
        scene.otherOutput = context -> {
            throw new OutputException("NO_URL", "the key is missing", "set it");
        };
        scene.brief("sound", "other");

        run();

        assertOnlyItsBriefFailed(
                "PLUGIN_UNUSABLE", "output plugin 'other'", "failed in open: the key is missing; set it");
        assertThat(Objects.requireNonNull(endOf(2).failure()).hint()).contains("configuration", "/codex retry");
    }

    @ParameterizedTest
    @EnumSource(names = {"CONFIGURATION", "STORAGE", "TOOL_MISSING", "PLUGIN"})
    void anOutputThatRefusesToPlanFailsItsBrief(ErrorCode code) {
        scene.otherOutput =
                context -> refusing("plan", code, OutputHandler.class, new InMemoryOutputHandler(context.texts()));
        scene.brief("sound", "other");

        run();

        assertOnlyItsBriefFailed("PLUGIN_UNUSABLE", "output plugin 'other'", "failed in plan: the key is missing");
    }

    @ParameterizedTest
    @EnumSource(names = {"CONFIGURATION", "STORAGE"})
    void anOutputThatRefusesToDeliverFailsItsBrief(ErrorCode code) {
        scene.otherOutput =
                context -> refusing("deliver", code, OutputHandler.class, new InMemoryOutputHandler(context.texts()));
        scene.brief("sound", "other");

        run();

        assertOnlyItsBriefFailed("PLUGIN_FAILED", "output plugin 'other'", "failed in deliver: the key is missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///tmp/x",
                "javascript:alert(1)",
                "https://me:secret@host/",
                "http:/x",
                "x",
                "mailto:a@b.example"
            })
    void aLinkThatLeadsToNoWebPageFailsItsBriefAndIsNotRecorded(String url) {
        scene.otherOutput = context -> new OutputHandler() {
            @Override
            public OutputPlan plan(OutputRequest request) {
                return new OutputPlan("links", null);
            }

            @Override
            public OutputReceipt deliver(OutputDelivery delivery) {
                return new OutputReceipt(List.of(new Link("page", "page", URI.create(url))));
            }
        };
        scene.brief("sound", "other");

        run();

        assertOnlyItsBriefFailed("PLUGIN_FAILED", "output plugin 'other'", "deliver: a link ");
        scene.events.clear();
        run();
        assertThat(scene.events)
                .filteredOn(RunEvent.Evaluated.class::isInstance)
                .extracting(event -> ((RunEvent.Evaluated) event).evaluation().state())
                .containsExactlyInAnyOrder(BriefState.DONE, BriefState.FAILED);
    }

    @Test
    void addressesThatAreNotRecordedMayLeadAnywhere() {
        scene.issueUrl = "file:///briefs/";
        scene.brief("sound", "sound");

        run();

        assertThat(scene.state(2)).contains(BriefState.DONE);
    }

    @ParameterizedTest
    @EnumSource(names = {"CONFIGURATION", "STORAGE", "TOOL_MISSING"})
    void anExecutorThatRefusesHoldsItsBriefs(ErrorCode code) {
        scene.otherExecutor = () -> refusing("open", code, Executor.class, Scene.sound());
        scene.brief("other", "sound");

        run();

        assertThat(scene.state(1)).contains(BriefState.DONE);
        assertHeld(2, ReasonCode.LANE_UNUSABLE, "the key is missing");
    }

    @ParameterizedTest
    @EnumSource(names = {"CONFIGURATION", "STORAGE", "INTERNAL"})
    void aStateStoreThatGivesNoCommandsHoldsTheBriefs(ErrorCode code) {
        scene.servedStates = refusing("commands", code, StateStore.class, scene.states);

        run();

        assertHeld(1, ReasonCode.PLUGIN_FAILED, "state plugin 'labels'", "failed in commands: the key is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"read", "permission"})
    void aSourceThatCannotReadABriefHoldsIt(String method) {
        scene.servedSource = refusing(method, ErrorCode.STORAGE, BriefSource.class, scene.source);

        run();

        assertHeld(1, ReasonCode.PLUGIN_FAILED, "source plugin 'memory'", "failed in " + method);
    }

    @Test
    void aSourceWithoutDocumentsIsForTheOperator() {
        scene.servedSource = refusing("documents", ErrorCode.STORAGE, BriefSource.class, scene.source);

        assertThatThrownBy(this::run)
                .isInstanceOfSatisfying(
                        RunnerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE))
                .hasMessage("the source plugin 'memory': the key is missing");
    }

    private void run() {
        try (Runner runner = scene.runner()) {
            runner.run(Selection.ALL);
        }
    }

    private void assertOnlyItsBriefFailed(String code, String... message) {
        assertThat(scene.state(1)).as("the other brief").contains(BriefState.DONE);
        assertThat(scene.state(2)).contains(BriefState.FAILED);
        Failure failure = Objects.requireNonNull(endOf(2).failure());
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.message()).contains(message).contains("test-classes");
    }

    private RunEvent.Ended endOf(int issue) {
        return scene.events.stream()
                .filter(RunEvent.Ended.class::isInstance)
                .map(RunEvent.Ended.class::cast)
                .filter(ended -> ended.id().number() == issue)
                .findFirst()
                .orElseThrow();
    }

    private void assertHeld(int issue, ReasonCode code, String... message) {
        assertThat(scene.state(issue)).isEmpty();
        assertThat(scene.events)
                .filteredOn(RunEvent.Evaluated.class::isInstance)
                .extracting(event -> ((RunEvent.Evaluated) event).evaluation())
                .filteredOn(evaluation -> evaluation.id().number() == issue)
                .flatExtracting(evaluation -> evaluation.reasons())
                .anySatisfy(reason -> {
                    assertThat(reason.code()).isEqualTo(code);
                    assertThat(reason.message()).contains(message);
                });
    }

    private static RunnerException refusal(ErrorCode code) {
        return new RunnerException(code, "the key is missing");
    }

    private static <T> T refusing(String method, ErrorCode code, Class<T> type, T sound) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, called, args) -> {
            if (called.getName().equals(method)) {
                throw refusal(code);
            }
            try {
                return called.invoke(sound, args);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }
}
