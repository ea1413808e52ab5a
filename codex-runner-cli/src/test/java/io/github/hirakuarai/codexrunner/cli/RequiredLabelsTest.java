package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequiredLabelsTest {

    private static final RunnerConfig.Labels NAMES = new RunnerConfig.Labels("codex:enabled", "codex:auto", "codex:");

    /** Labels that other programs use, from which docs/migrating.md leads here. */
    private static final Set<String> OF_OTHERS = Set.of("codex:queued");

    @Test
    void pagesNameEachLabelAndNoOther() throws IOException {
        Set<String> labels = RequiredLabels.of(NAMES, Locale.ENGLISH).keySet();
        for (Path page : pages()) {
            Set<String> named = Pattern.compile("`(codex:[a-z]+)`")
                    .matcher(Files.readString(page))
                    .results()
                    .map(match -> match.group(1))
                    .filter(label -> !OF_OTHERS.contains(label))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(labels).as(page.toString()).containsAll(named);
            if (page.getFileName().toString().startsWith("README")) {
                assertThat(named).as(page.toString()).containsAll(labels);
            }
        }
    }

    private static List<Path> pages() throws IOException {
        Path project = Path.of("..");
        try (Stream<Path> pages = Files.list(project.resolve("docs"))) {
            return Stream.concat(
                            Stream.of(project.resolve("README.md"), project.resolve("README.ja.md")),
                            pages.filter(page -> page.toString().endsWith(".md"))
                                    .sorted())
                    .toList();
        }
    }

    /** GitHub shows the description where a label is chosen. */
    @ParameterizedTest
    @ValueSource(strings = {"en", "ja"})
    void eachLabelHasAColourOfItsOwnAndSaysWhatItMeans(String language) {
        Collection<RequiredLabels.Look> looks =
                RequiredLabels.of(NAMES, Locale.forLanguageTag(language)).values();

        assertThat(looks).hasSize(6).extracting(RequiredLabels.Look::color).doesNotHaveDuplicates();
        assertThat(looks)
                .extracting(RequiredLabels.Look::description)
                .doesNotHaveDuplicates()
                .allSatisfy(text -> assertThat(text).isNotBlank().hasSizeLessThanOrEqualTo(100));
    }
}
