package io.github.hirakuarai.codexrunner.testkit.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.event.Selection;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.CommitPlan;
import io.github.hirakuarai.codexrunner.spi.OutputDelivery;
import io.github.hirakuarai.codexrunner.spi.OutputHandler;
import io.github.hirakuarai.codexrunner.spi.OutputPlan;
import io.github.hirakuarai.codexrunner.spi.OutputReceipt;
import io.github.hirakuarai.codexrunner.spi.OutputRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A lane's rights hold for plugins as they do for what is built in. */
@Timeout(60)
class LaneRightsOfPluginsTest {

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
    @CsvSource(
            delimiter = '|',
            value = {
                "workspce: isolated | did you mean 'workspace'?",
                "quue: x | did you mean 'queue'?",
                "queue: [1] | 'queue'",
                "alow: {} | did you mean 'allow'?",
                "nested: {allow: 1, usr: 2} | did you mean 'user'?"
            })
    void aKeyThatAPluginsLaneDoesNotHaveStopsTheStart(String key, String hint) {
        scene.otherLaneSchema = () -> """
                {"properties": {"queue": {"type": "string"}, "nested": {"type": "object",
                 "properties": {"allow": {"type": "integer"}, "user": {"type": "integer"}}, "additionalProperties": false}}}
                """;
        scene.otherLane = "executor: other, " + key;

        assertThatThrownBy(scene::runner)
                .isInstanceOfSatisfying(
                        RunnerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
                .hasMessageContaining("codex-runner.yaml:8:")
                .hasMessageContaining(hint);
    }

    @Test
    void aPluginsLaneHasTheKeysOfAllLanesItsOwnAndTheWritersOwn() {
        scene.otherLaneSchema = () -> "{\"properties\": {\"queue\": {\"type\": \"string\"}}}";
        scene.otherLane = "executor: other, queue: fast, x-note: 1, workspace: isolated, allow: {steps: [shell]}";

        try (Runner runner = scene.runner()) {
            assertThat(runner).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{\"type\": \"objekt\"}"})
    void aSchemaOfLaneKeysThatCannotBeUsedNamesThePlugin(String schema) {
        scene.otherLaneSchema = () -> schema;

        assertThatThrownBy(scene::runner)
                .isInstanceOfSatisfying(
                        RunnerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PLUGIN))
                .hasMessageContaining("the executor plugin 'other' (")
                .hasMessageContaining("test-classes) has an invalid schema for its lane keys");
    }

    @Test
    void aReadOnlyLaneHoldsABriefWhoseOutputPlansACommitWhateverItsType() {
        AtomicBoolean delivered = new AtomicBoolean();
        scene.otherLane = "executor: other, permissions: read";
        scene.otherOutput = context -> new Committing(delivered);
        scene.brief("other", "other");

        try (Runner runner = scene.runner()) {
            runner.run(Selection.ALL);
        }

        assertThat(scene.events)
                .filteredOn(RunEvent.Evaluated.class::isInstance)
                .flatExtracting(
                        event -> ((RunEvent.Evaluated) event).evaluation().reasons())
                .anySatisfy(reason -> {
                    assertThat(reason.code()).isEqualTo(ReasonCode.LANE_NOT_ALLOWED);
                    assertThat(reason.message()).contains("the lane other is read-only and delivers no other");
                });
        assertThat(scene.state(2)).isEmpty();
        assertThat(delivered).isFalse();
    }

    private record Committing(AtomicBoolean delivered) implements OutputHandler {
        @Override
        public OutputPlan plan(OutputRequest request) {
            return new OutputPlan("commits", new CommitPlan("a change", List.of("README.md"), false));
        }

        @Override
        public OutputReceipt deliver(OutputDelivery delivery) {
            delivered.set(true);
            return new OutputReceipt(List.of());
        }
    }
}
