package io.github.hirakuarai.codexrunner.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code codex-runner} without a subcommand; {@link CommandLines} adds those. */
@Command(
        name = "codex-runner",
        description = "Runs the tasks your team writes in GitHub issues, exactly once, and opens the pull request.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class RootCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        CommandLine all = spec.commandLine();
        all.usage(all.getOut(), all.getColorScheme());
    }
}
