package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefId;

/** What {@code retry} and {@code cancel} have in common. */
final class OperatorCommand {

    private final CliContext context;
    private final CommonOptions options;

    OperatorCommand(CliContext context, CommonOptions options) {
        this.context = context;
        this.options = options;
    }

    int give(Selections selections, String written, BriefCommand.Kind kind) {
        RunnerConfig config = ConfigFile.read(context, options.config);
        BriefId id = selections.id(written, config, context);
        try (Runner runner = Runners.in(context, config).build()) {
            Runners.requireToken(config, runner);
            BriefCommand command = runner.command(id, kind);
            context.out().println(options.json() ? Json.command(command) : id + "  " + text(kind));
            return ExitCode.OK;
        }
    }

    private static String text(BriefCommand.Kind kind) {
        return kind == BriefCommand.Kind.RETRY
                ? "will run again: the next `run --execute` or `watch` of its lane's runner makes the attempt"
                : "cancelled: if it is running, it ends within half a minute; otherwise it never starts";
    }
}
