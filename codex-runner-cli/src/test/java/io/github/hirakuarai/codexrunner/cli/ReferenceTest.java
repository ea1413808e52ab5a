package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.config.ConfigReader;
import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.model.ProblemCode;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/** docs/reference.md names everything that scripts and users rely on. */
class ReferenceTest {

    private static final Path EXAMPLE = Path.of("..", "docs", "codex-runner.example.yaml");

    private String reference = "";

    @BeforeEach
    void read() throws IOException {
        reference = Files.readString(Path.of("..", "docs", "reference.md"));
    }

    @ParameterizedTest
    @EnumSource
    void everyProblemCodeIsExplained(ProblemCode code) {
        assertThat(reference).contains("`" + code + "`");
    }

    @ParameterizedTest
    @EnumSource
    void everyReasonIsExplained(ReasonCode code) {
        assertThat(reference).contains("`" + code + "`");
    }

    @Test
    void theTableOfKeysSaysWhatTheSchemaSays() {
        String table = ConfigurationTable.rows().stream()
                .map(ConfigurationTable.Row::line)
                .collect(Collectors.joining("\n"));
        assertThat(reference)
                .as("the table in docs/reference.md has to be:\n| key | default | meaning |\n| --- | --- | --- |\n"
                        + table)
                .contains("| key | default | meaning |\n| --- | --- | --- |\n" + table + "\n\n");
    }

    @Test
    void theExampleIsTheFileInTheDocumentation() throws IOException {
        assertThat(reference).contains("```yaml\n" + Files.readString(EXAMPLE) + "```\n");
    }

    @Test
    void theExampleIsAConfiguration() {
        RunnerConfig config =
                new ConfigReader(Map.of("HOME", "/home/somebody"), "devbox", Clock.systemUTC()).read(EXAMPLE);
        assertThat(config.lanes().keySet()).containsExactly("devbox-codex", "vm-codex", "local-mac-codex");
    }

    @Test
    void everyCommandIsNamed() {
        CommandLine commands = CommandLines.of(
                Main.context(System.out, System.err, Map.of(), Path.of("").toAbsolutePath()));
        assertThat(commands.getSubcommands().keySet())
                .allSatisfy(name -> assertThat(reference).containsPattern("`" + name + "[ `]"));
    }
}
