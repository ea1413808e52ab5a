package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.Order;

/** What {@code retry} and {@code cancel} have in common. */
final class OperatorOrder {

    private final Surroundings surroundings;
    private final CommonOptions options;

    OperatorOrder(Surroundings surroundings, CommonOptions options) {
        this.surroundings = surroundings;
        this.options = options;
    }

    int give(BriefId id, Order.Kind kind) {
        try (Runner runner = Runners.in(surroundings, ConfigFile.read(surroundings, options.config))
                .build()) {
            Order order = runner.order(id, kind);
            surroundings.out().println(options.json() ? Json.order(order) : id + "  " + text(kind));
            return ExitCode.OK;
        }
    }

    private static String text(Order.Kind kind) {
        return kind == Order.Kind.RETRY
                ? "ordered again: the next `run --execute` or `watch` of its lane's runner makes the attempt"
                : "cancelled: a runner that runs it ends it within half a minute, any other never begins it";
    }
}
