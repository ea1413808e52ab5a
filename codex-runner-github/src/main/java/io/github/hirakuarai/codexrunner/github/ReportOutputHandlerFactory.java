package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.brief.BuiltInOutputSchemas;
import io.github.hirakuarai.codexrunner.spi.OutputHandler;
import io.github.hirakuarai.codexrunner.spi.OutputHandlerFactory;
import io.github.hirakuarai.codexrunner.spi.PluginContext;

/** Outputs of type {@code report}. */
public final class ReportOutputHandlerFactory implements OutputHandlerFactory {

    /** For the service loader. */
    public ReportOutputHandlerFactory() {}

    @Override
    public String id() {
        return "report";
    }

    @Override
    public String schema() {
        return BuiltInOutputSchemas.text(id());
    }

    @Override
    public OutputHandler open(PluginContext context) {
        return new ReportOutputHandler(
                GitHubClient.shared(context),
                context.texts(),
                context.clock(),
                context.settings().text("report.directory").orElse("reports/ops"),
                Messages.of(context.settings()));
    }
}
