package io.github.hirakuarai.codexrunner.testkit.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.nio.file.Path;
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
            {other: {regoin: eu}}   | plugins.other: unknown field 'regoin'; did you mean 'region'?
            {other: {Region: eu}}   | plugins.other: unknown field 'Region'; did you mean 'region'?
            {other: {retries: two}} | plugins.other: 'retries'
            {other: eu}             | 'plugins.other' must be a mapping
            {othr: {region: eu}}    | plugins: there is no plugin 'othr'; did you mean 'other'?
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

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{"})
    void anInvalidSchemaIsThePluginsFault(String schema) {
        scene.otherSettings = () -> Optional.of(schema);
        scene.pluginSettings = "{other: {region: eu}}";

        assertThatThrownBy(scene::runner)
                .isInstanceOfSatisfying(
                        RunnerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PLUGIN))
                .hasMessageContaining("the plugin 'other' has an invalid schema of its settings");
    }
}
