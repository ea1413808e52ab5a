package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.model.Order;
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
            "Orders another attempt of a failed or edited brief.",
            "The order is written beside the brief's record: whoever may push there may order. It counts once, and the"
                    + " gate is asked about the brief as ever."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: codex-runner retry octo/app#774"})
final class RetryCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions options;

    @Parameters(paramLabel = "ID", description = "the brief: owner/name#774-c12")
    private String id;

    RetryCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        return new OperatorOrder(surroundings, options).give(new Selections(spec).id(id), Order.Kind.RETRY);
    }
}
