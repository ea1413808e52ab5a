package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.brief.BriefSchema;
import io.github.hirakuarai.codexrunner.config.ConfigReader;
import io.github.hirakuarai.codexrunner.plugin.Plugins;
import io.github.hirakuarai.codexrunner.yaml.PublishedSchemas;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code codex-runner schema}. */
@Command(
        name = "schema",
        description =
                "Prints the JSON Schema of briefs, including those of the plugins found, or of the configuration.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: codex-runner schema brief > codex-brief.schema.json"})
final class SchemaCommand implements Callable<Integer> {

    private final CliContext context;

    @Mixin
    @SuppressWarnings("UnusedVariable") // taken as everywhere; a schema is JSON in either format
    private CommonOptions options;

    @Parameters(paramLabel = "SCHEMA", description = "brief, config, or json for the output of --format json")
    private Subject subject;

    /** Of what a schema can be printed; the names are what is typed. */
    enum Subject {
        brief,
        config,
        json
    }

    SchemaCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        String schema = switch (subject) {
            case brief ->
                BriefSchema.text(Plugins.find(SchemaCommand.class.getClassLoader())
                        .outputs()
                        .values());
            case config -> ConfigReader.schema();
            case json -> PublishedSchemas.text("codex-runner-json-v1.schema.json");
        };
        context.out().println(schema.strip());
        return ExitCode.OK;
    }
}
