package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.model.BriefCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code codex-runner retry}. */
@Command(
        name = "retry",
        description = {
            "Runs a failed or edited brief again.",
            "Stores the command beside the brief's record, so the token needs push access there. The next `run` or `watch`"
                    + " carries it out, once."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: codex-runner retry octo/app#774"})
final class RetryCommand implements Callable<Integer> {

    private final CliContext context;

    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions options;

    @Parameters(
            paramLabel = "ID",
            description =
                    "the brief: owner/name#774-c12, the address of its page, or 774 when one repository is configured")
    private String id;

    RetryCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        return new OperatorCommand(context, options).give(new Selections(spec), id, BriefCommand.Kind.RETRY);
    }
}
