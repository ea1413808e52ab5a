package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.plugin.Plugins;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code codex-runner plugins}. */
@Command(
        name = "plugins",
        description = "Lists the plugins found, with version and jar.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: codex-runner plugins --format json"})
final class PluginsCommand implements Callable<Integer> {

    private final CliContext context;

    @Mixin
    private CommonOptions options;

    PluginsCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        List<Plugins.Found> plugins =
                Plugins.find(PluginsCommand.class.getClassLoader()).list();
        if (options.json()) {
            context.out().println(Json.plugins(plugins));
        } else {
            plugins.forEach(plugin -> context.out()
                    .println(String.format(
                            "%-9s %-11s %-15s %s", plugin.kind(), plugin.id(), plugin.version(), plugin.place())));
        }
        return ExitCode.OK;
    }
}
