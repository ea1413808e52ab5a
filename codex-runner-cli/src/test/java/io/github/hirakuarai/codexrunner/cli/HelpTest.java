package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Help: for every command, in both ways, with an example. */
class HelpTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    static Set<String> commands() {
        return CommandLines.of(context(System.out, System.err)).getSubcommands().keySet();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandIsExplainedWithAnExample(String name) {
        assertThat(run(name, "--help")).isEqualTo(ExitCode.OK);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("Usage: codex-runner " + name)
                .containsPattern("Examples?: .*codex-runner " + name);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void bothWaysToAskForHelpSayTheSame(String name) {
        run(name, "--help");
        String option = out.toString(StandardCharsets.UTF_8);
        out.reset();

        run("help", name);

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(option);
    }

    @Test
    void helpAloneListsEveryCommand() {
        assertThat(run("help")).isEqualTo(ExitCode.OK);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains(commands());
    }

    @Test
    void theBareCommandPrintsHelp() {
        assertThat(run()).isEqualTo(ExitCode.OK);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("Usage: codex-runner")
                .contains(commands());
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 54, 55, 80, 200})
    void helpFitsTheTerminal(int width) {
        for (String name : commands()) {
            out.reset();
            CliContext plain = context(System.out, System.err);
            CliContext terminal = new CliContext(
                    new PrintStream(out, true, StandardCharsets.UTF_8),
                    plain.err(),
                    plain.in(),
                    Map.of("NO_COLOR", "1"),
                    plain.folder(),
                    new Terminal(true, true, () -> width));
            assertThat(Main.run(terminal, name, "--help")).isEqualTo(ExitCode.OK);
            assertThat(out.toString(StandardCharsets.UTF_8).lines())
                    .as(name)
                    .filteredOn(line -> line.strip().contains(" "))
                    .allMatch(line -> Columns.of(line) <= width);
        }
    }

    @Test
    void helpForACommandThatThereIsNotIsWrongUsage() {
        assertThat(run("help", "runn")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("'runn'", "codex-runner help --help");
    }

    @Test
    void aCommandThatIsTypedWrongIsWrongUsage() {
        assertThat(run("valdate", "issue.md")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("unknown command 'valdate'; did you mean 'validate'?");
    }

    private int run(String... arguments) {
        return Main.run(
                context(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8)),
                arguments);
    }

    private static CliContext context(PrintStream out, PrintStream err) {
        return Main.context(out, err, Map.of(), Path.of("").toAbsolutePath());
    }
}
