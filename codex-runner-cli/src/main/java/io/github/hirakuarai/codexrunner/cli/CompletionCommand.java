package io.github.hirakuarai.codexrunner.cli;

import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code codex-runner completion}. */
@Command(
        name = "completion",
        description = "Prints a completion script for bash and zsh.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: source <(codex-runner completion)"})
final class CompletionCommand implements Callable<Integer> {

    private static final Set<String> SHELLS = Set.of("bash", "zsh");

    private final CliContext context;

    @Spec
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("UnusedVariable") // taken as everywhere; a script is a script in either format
    private CommonOptions options;

    @Parameters(
            paramLabel = "SHELL",
            arity = "0..1",
            description = "bash (the default) or zsh; the script is the same for both")
    private @Nullable String shell;

    CompletionCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (shell != null && !SHELLS.contains(shell)) {
            throw new ParameterException(
                    spec.commandLine(), "no completion for '" + SafeText.line(shell) + "'; write bash or zsh");
        }
        context.out().print(AutoComplete.bash("codex-runner", spec.root().commandLine()));
        return ExitCode.OK;
    }
}
