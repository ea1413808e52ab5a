package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.config.ConfigReader;
import io.github.hirakuarai.codexrunner.model.ProblemCode;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

/** The README names everything that scripts and people rely on. */
class ReadmeTest {

    private String readme = "";

    @BeforeEach
    void read() throws IOException {
        readme = Files.readString(Path.of("..", "README.md"));
    }

    @ParameterizedTest
    @EnumSource
    void everyProblemCodeIsExplained(ProblemCode code) {
        assertThat(readme).contains("`" + code + "`");
    }

    @ParameterizedTest
    @EnumSource
    void everyReasonIsExplained(ReasonCode code) {
        assertThat(readme).contains("`" + code + "`");
    }

    @Test
    void everyTopLevelKeyOfTheConfigurationIsExplained() {
        assertThat(new JsonMapper()
                        .readTree(ConfigReader.schema())
                        .get("properties")
                        .propertyNames())
                .allSatisfy(key -> assertThat(readme).containsPattern("`" + key + "[`.]"));
    }

    @Test
    void everyCommandIsNamed() {
        CommandLine commands = CommandLines.of(Main.surroundings(
                System.out, System.err, java.util.Map.of(), Path.of("").toAbsolutePath()));
        assertThat(commands.getSubcommands().keySet())
                .allSatisfy(name -> assertThat(readme).containsPattern("`" + name + "[ `]"));
    }
}
