package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.engine.Runner;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code codex-runner resume}. */
@Command(
        name = "resume",
        description = "Ends the pause of repositories: the next `run` or poll starts their briefs again.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: codex-runner resume --repo octo/app"})
final class ResumeCommand implements Callable<Integer> {

    private final CliContext context;

    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions options;

    @Option(
            names = "--repo",
            paramLabel = "OWNER/NAME",
            description = "only this repository; default: all configured ones")
    private @Nullable String repository;

    ResumeCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        return new Pausing(context, options, new Selections(spec)).each(repository, Runner::resume);
    }
}
