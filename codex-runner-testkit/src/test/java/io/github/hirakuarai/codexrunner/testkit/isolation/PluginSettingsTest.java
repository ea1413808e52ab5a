package io.github.hirakuarai.codexrunner.testkit.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings under {@code plugins} are checked by the schemas that plugins bring. */
class PluginSettingsTest {

    private static final Optional<String> SCHEMA = Optional.of("{\"type\": \"object\", \"properties\":"
            + " {\"region\": {\"type\": \"string\"}, \"retries\": {\"type\": \"integer\"}}}");

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
    @CsvSource(delimiter = '|', textBlock = """
            {other: {regoin: eu}}   | yaml:9:19: error: plugins.other: unknown field 'regoin'; did you mean 'region'?
            {other: {Region: eu}}   | yaml:9:19: error: plugins.other: unknown field 'Region'; did you mean 'region'?
            {other: {retries: two}} | yaml:9:28: error: 'plugins.other.retries' must be a whole number
            {other: eu}             | yaml:9:18: error: 'plugins.other' must be a mapping
            {othr: {region: eu}}    | yaml:9:11: error: plugins: unknown plugin 'othr'; did you mean 'other'?
            """)
    void aMisspeltKeyStopsTheStart(String settings, String message) {
        scene.otherSettings = () -> SCHEMA;
        scene.pluginSettings = settings;

        assertThatThrownBy(scene::runner)
                .isInstanceOfSatisfying(
                        RunnerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{other: {region: eu, retries: 2, x-mine: 1}}", "{other: {}}", "{}", "{elsewhere: {a: b}}"})
    void whatThePluginKnowsIsTaken(String settings) {
        scene.otherSettings = () -> SCHEMA;
        scene.pluginSettings = settings;

        assertThatCode(() -> scene.runner().close()).doesNotThrowAnyException();
    }

    @Test
    void aPluginWithoutASchemaTakesWhatThereIs() {
        scene.pluginSettings = "{other: {anything: goes}}";

        assertThatCode(() -> scene.runner().close()).doesNotThrowAnyException();
    }

    @Test
    void twoPluginsOfOneIdShareTheirSettings() {
        scene.otherSettings = () -> SCHEMA;
        scene.otherOutputSettings =
                () -> Optional.of("{\"type\": \"object\", \"properties\": {\"team\": {\"type\": \"string\"}}}");
        scene.pluginSettings = "{other: {region: eu, team: red}}";
        assertThatCode(() -> scene.runner().close()).doesNotThrowAnyException();

        scene.pluginSettings = "{other: {region: eu, taem: red}}";
        assertThatThrownBy(scene::runner).hasMessageContaining("did you mean 'team'?");
    }

    @Test
    void namesOfTheUsersOwnAreTakenWhereTheSchemaSaysSo() {
        scene.otherSettings =
                () -> Optional.of("{\"type\": \"object\", \"additionalProperties\": {\"type\": \"string\"}}");
        scene.pluginSettings = "{other: {red: hook}}";
        assertThatCode(() -> scene.runner().close()).doesNotThrowAnyException();

        scene.pluginSettings = "{other: {red: 5}}";
        assertThatThrownBy(scene::runner).hasMessageContaining("must be a string, not the number 5");
    }

    @Test
    void allThatIsWrongIsToldAtOnce() {
        scene.otherSettings = () -> SCHEMA;
        scene.otherLaneSchema = () -> "{\"properties\": {\"queue\": {\"type\": \"string\"}}}";
        scene.pluginSettings = "{other: {regoin: eu}}";
        scene.otherLane = "executor: other, quue: fast";

        assertThatThrownBy(scene::runner)
                .hasMessageMatching("(?s)/.*codex-runner.yaml:8:28: error: lanes.other: unknown field 'quue'.*\n"
                        + "/.*codex-runner.yaml:9:19: error: plugins.other: unknown field 'regoin'.*");
    }

    @Test
    void aValueOfTheEnvironmentIsCheckedAndNotShown() {
        scene.environment = Map.of("REGION", "s3cr3t");
        scene.otherSettings =
                () -> Optional.of("{\"type\": \"object\", \"properties\": {\"region\": {\"enum\": [\"eu\", \"us\"]}}}");
        scene.pluginSettings = "{other: {region: \"${REGION}\"}}";

        assertThatThrownBy(scene::runner)
                .hasMessageContaining("yaml:9:27: error: 'plugins.other.region' cannot be the string '${REGION}'")
                .hasMessageNotContaining("s3cr3t");

        scene.environment = Map.of("REGION", "~s3cr3t");
        scene.otherSettings =
                () -> Optional.of("{\"type\": \"object\", \"properties\": {\"region\": {\"format\": \"codex-file\"}}}");
        assertThatThrownBy(scene::runner)
                .hasMessageContaining("yaml:9:27: error: 'plugins.other.region' cannot be the string '${REGION}'")
                .hasMessageNotContaining("s3cr3t");

        scene.environment = Map.of("REGION", "eu");
        assertThatCode(() -> scene.runner().close()).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            source: memry            | yaml:10:9: error: source: unknown plugin 'memry'; did you mean 'memory'?
            state: {store: lables}   | yaml:10:16: error: state.store: unknown plugin 'lables'; did you mean 'labels'?
            state: {store: elsewher} | yaml:10:16: error: state.store: unknown plugin 'elsewher'; installed: labels
            """)
    void aPluginThatIsNotThereStopsTheStart(String line, String message) {
        scene.moreSettings = line;
        scene.sourceId = line.startsWith("source") ? Optional.empty() : Optional.of("memory");

        assertThatThrownBy(scene::runner)
                .isInstanceOfSatisfying(
                        RunnerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
                .hasMessageContaining(message);
    }

    @Test
    void anExecutorThatIsNotThereStopsTheStart() {
        scene.otherLane = "executor: othr";

        assertThatThrownBy(scene::runner)
                .hasMessageContaining(
                        "yaml:8:21: error: lanes.other.executor: unknown plugin 'othr'; did you mean 'other'?");
    }

    @Test
    void aSchemaThatIsNotToldIsThePluginsFaultWithWhatToDo() {
        scene.pluginSettings = "{other: {region: eu}}";
        scene.otherSettings = () -> null;
        assertThatThrownBy(scene::runner)
                .isInstanceOfSatisfying(
                        RunnerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PLUGIN))
                .hasMessageContaining("answered null; report it to the plugin's maker, or remove its jar");

        scene.otherSettings = Optional::empty;
        scene.otherLaneSchema = () -> {
            throw new IllegalStateException("not today");
        };
        assertThatThrownBy(scene::runner)
                .hasMessageContaining("not today; report it to the plugin's maker, or remove its jar");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{",
                "{\"type\": \"objekt\"}",
                "{\"properties\": {\"region\": {\"type\": \"strin\"}}}",
                "{\"properties\": []}",
                "{\"required\": \"region\"}"
            })
    void anInvalidSchemaIsThePluginsFault(String schema) {
        scene.otherSettings = () -> Optional.of(schema);
        scene.pluginSettings = "{other: {region: eu}}";

        assertThatThrownBy(scene::runner)
                .isInstanceOfSatisfying(
                        RunnerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PLUGIN))
                .hasMessageContaining("the executor plugin 'other' (")
                .hasMessageContaining("test-classes) has an invalid schema for its settings");
    }
}
