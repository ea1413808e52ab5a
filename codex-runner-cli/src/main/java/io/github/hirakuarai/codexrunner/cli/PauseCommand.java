package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.engine.Runner;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code codex-runner pause}. */
@Command(
        name = "pause",
        description = {
            "Pauses repositories: no runner starts a brief that would change them until `codex-runner resume`.",
            "Running briefs continue. The token needs push access there."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: codex-runner pause --why \"release in progress\""})
final class PauseCommand implements Callable<Integer> {

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

    @Option(names = "--why", paramLabel = "TEXT", description = "the reason, shown to users")
    private String why = "";

    PauseCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        // Whoever may read the repository may read the reason.
        String published = Runner.sanitizer(ConfigFile.read(context, options.config), context.environment())
                .plain(why);
        return new Pausing(context, options, new Selections(spec)).each(repository, (runner, name) -> {
            runner.pause(name, published);
            return true;
        });
    }
}
