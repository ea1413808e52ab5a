package io.github.hirakuarai.codexrunner.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.brief.BriefReader;
import io.github.hirakuarai.codexrunner.brief.BriefReading;
import io.github.hirakuarai.codexrunner.brief.BriefValidator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The public YAML test suite, as input from strangers: what is read is read rightly, and the rest has a place. */
class YamlTestSuiteTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final JsonNode cases = cases();

    private static JsonNode cases() {
        try (InputStream suite = YamlTestSuiteTest.class.getResourceAsStream("yaml-test-suite.json")) {
            return JSON.readTree(suite);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatIsTakenMeansWhatTheSuiteSays() {
        int taken = 0;
        for (JsonNode one : cases) {
            YamlDocument document = YamlReader.readWhole(one.get("yaml").asString());
            String json = one.path("json").asString("");
            if (document.problems().isEmpty() && !json.isBlank()) {
                assertThat(JSON.readTree(document.root().json().toString()))
                        .as(one.get("id").asString())
                        .isEqualTo(JSON.readTree(json));
                taken++;
            }
        }
        assertThat(taken).isGreaterThan(130);
    }

    @Test
    void whatIsNoYamlIsRefusedButForSpacesThatNobodyMisses() {
        Set<String> taken = new TreeSet<>();
        for (JsonNode one : cases) {
            if (one.has("fail")
                    && YamlReader.readWhole(one.get("yaml").asString())
                            .problems()
                            .isEmpty()) {
                taken.add(one.get("id").asString());
            }
        }
        // A comment right behind a quote or bracket, and lines in quotes or brackets that are not indented, or by a
        // tab.
        assertThat(taken).containsExactly("9C9N", "9JBA", "CVW2", "DK95-2", "QB6E", "SU5Z", "Y79Y-4");
    }

    @Test
    void noneOfItIsABriefAndAllOfItHasProblemsInItsLines() {
        BriefReader reader = new BriefReader(new BriefValidator(List.of()));
        for (JsonNode one : cases) {
            String yaml = one.get("yaml").asString();
            String markdown = "~~~~~codex-brief\n" + yaml + (yaml.endsWith("\n") ? "" : "\n") + "~~~~~\n";
            int lines = (int) markdown.lines().count();

            assertThat(reader.read(markdown)).singleElement().satisfies(block -> {
                assertThat(block.reading()).isInstanceOf(BriefReading.Invalid.class);
                assertThat(((BriefReading.Invalid) block.reading()).problems())
                        .isNotEmpty()
                        .allSatisfy(problem -> assertThat(problem.line()).isBetween(1, lines));
            });
        }
    }
}
