package io.github.hirakuarai.codexrunner.plugin.call;

import io.github.hirakuarai.codexrunner.spi.OutputDelivery;
import io.github.hirakuarai.codexrunner.spi.OutputFiles;
import io.github.hirakuarai.codexrunner.spi.OutputHandler;
import io.github.hirakuarai.codexrunner.spi.OutputPlan;
import io.github.hirakuarai.codexrunner.spi.OutputReceipt;
import io.github.hirakuarai.codexrunner.spi.OutputRequest;
import io.github.hirakuarai.codexrunner.spi.RenderedText;
import java.util.List;
import java.util.Objects;

/** An output handler whose faults are its own. */
final class CalledOutputHandler implements OutputHandler {

    private final CalledPlugin plugin;
    private final OutputHandler handler;

    CalledOutputHandler(CalledPlugin plugin, OutputHandler handler) {
        this.plugin = plugin;
        this.handler = handler;
    }

    @Override
    public OutputPlan plan(OutputRequest request) {
        return plugin.ask("plan", call -> {
            OutputPlan plan = handler.plan(request);
            Objects.requireNonNull(plan.summary(), "a plan without a summary");
            return plan;
        });
    }

    @Override
    public OutputReceipt deliver(OutputDelivery delivery) {
        return plugin.ask(
                "deliver",
                call -> handler.deliver(new OutputDelivery(
                        delivery.request(), delivery.files(), delivery.branch(), call.within(delivery.fence()))));
    }

    @Override
    public List<RenderedText> render(OutputRequest request, OutputFiles files) {
        return plugin.ask("render", call -> List.copyOf(handler.render(request, files)));
    }

    @Override
    public boolean branchUsedUp(OutputRequest request) {
        return plugin.ask("branchUsedUp", call -> handler.branchUsedUp(request));
    }

    @Override
    public void close() {
        plugin.tell("close", call -> handler.close());
    }
}
