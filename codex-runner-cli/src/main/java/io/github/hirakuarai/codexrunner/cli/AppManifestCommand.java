package io.github.hirakuarai.codexrunner.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code codex-runner app-manifest}. */
@Command(
        name = "app-manifest",
        description = {
            "Prints the manifest of a GitHub App for the runner: its permissions, and no webhook.",
            "`codex-runner init --app` registers it for you."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: codex-runner app-manifest --name 'codex-runner octo'"})
final class AppManifestCommand implements Callable<Integer> {

    private final CliContext context;

    @Spec
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("UnusedVariable")
    private CommonOptions options;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "the name of the App, unique on the forge, at most 34 characters; default: codex-runner")
    private String name = AppManifest.NAME;

    @Option(names = "--workflows", description = "let it change files under .github/workflows")
    private boolean workflows;

    AppManifestCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try {
            context.out().println(new AppManifest(name, AppManifest.HOMEPAGE, workflows, null).json());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(), "--name must have 1 to 34 characters, not " + name.length(), e);
        }
        return ExitCode.OK;
    }
}
