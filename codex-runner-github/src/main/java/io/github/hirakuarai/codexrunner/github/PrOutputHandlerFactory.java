package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.brief.BuiltInOutputSchemas;
import io.github.hirakuarai.codexrunner.spi.OutputHandler;
import io.github.hirakuarai.codexrunner.spi.OutputHandlerFactory;
import io.github.hirakuarai.codexrunner.spi.PluginContext;

/** Outputs of type {@code pr}. */
public final class PrOutputHandlerFactory implements OutputHandlerFactory {

    /** For the service loader. */
    public PrOutputHandlerFactory() {}

    @Override
    public String id() {
        return "pr";
    }

    @Override
    public String schema() {
        return BuiltInOutputSchemas.text(id());
    }

    @Override
    public OutputHandler open(PluginContext context) {
        return new PrOutputHandler(
                GitHubClient.shared(context),
                context.texts(),
                Messages.of(context.settings()),
                context.settings().texts("outputs.pr.labels"));
    }
}
