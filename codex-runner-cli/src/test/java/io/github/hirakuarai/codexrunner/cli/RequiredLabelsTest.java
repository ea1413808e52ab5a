package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import java.util.Collection;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequiredLabelsTest {

    /** GitHub shows the description where a label is chosen. */
    @ParameterizedTest
    @ValueSource(strings = {"en", "ja"})
    void eachLabelHasAColourOfItsOwnAndSaysWhatItMeans(String language) {
        Collection<RequiredLabels.Look> looks = RequiredLabels.of(
                        new RunnerConfig.Labels("codex:enabled", "codex:auto", "codex:"),
                        Locale.forLanguageTag(language))
                .values();

        assertThat(looks).hasSize(6).extracting(RequiredLabels.Look::color).doesNotHaveDuplicates();
        assertThat(looks)
                .extracting(RequiredLabels.Look::description)
                .doesNotHaveDuplicates()
                .allSatisfy(text -> assertThat(text).isNotBlank().hasSizeLessThanOrEqualTo(100));
    }
}
