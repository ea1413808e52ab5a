package io.github.hirakuarai.codexrunner.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code codex-runner help}: what {@code --help} says, for those who look for it here. */
@Command(
        name = "help",
        description = "Explains a command, with an example; without a name, lists the commands.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: codex-runner help run"})
final class HelpCommand implements Callable<Integer> {

    private final CliContext context;

    @Spec
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("UnusedVariable") // taken as everywhere; help is text in either format
    private CommonOptions options;

    @Parameters(paramLabel = "COMMAND", arity = "0..1", description = "the command to explain")
    private @Nullable String name;

    HelpCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        CommandLine all = spec.root().commandLine();
        CommandLine one = name == null ? all : all.getSubcommands().get(name);
        if (one == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "unknown command '" + name + "'"
                            + WrongUsage.near(
                                    String.valueOf(name), all.getSubcommands().keySet()));
        }
        one.usage(context.out(), all.getColorScheme());
        return ExitCode.OK;
    }
}
