package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.plugin.Plugins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code codex-runner plugins}. */
@Command(
        name = "plugins",
        description = "Lists the plugins found, with version and jar.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: codex-runner plugins --format json"})
final class PluginsCommand implements Callable<Integer> {

    private static final Table.Fit UNCUT = new Table.Fit(0, 0, List.of());

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
            List<List<String>> rows = plugins.stream()
                    .map(plugin -> List.of(plugin.kind(), plugin.id(), plugin.version(), plugin.place()))
                    .toList();
            Table.lines(rows, UNCUT, Table.UNLIMITED).forEach(context.out()::println);
            Path folder = context.resolve(context.environment().getOrDefault("CODEX_RUNNER_PLUGINS", ""));
            if (context.environment().containsKey("CODEX_RUNNER_PLUGINS")
                    && plugins.stream().noneMatch(plugin -> isIn(folder, plugin))
                    && hasJars(folder)) {
                context.err()
                        .println("codex-runner: no plugins found in the jars of " + SafeText.line(folder.toString())
                                + "; the jar of a plugin names its factory in a file under META-INF/services");
            }
        }
        return ExitCode.OK;
    }

    /** Where links lead: the jars may be named by another way than the folder. */
    private static boolean isIn(Path folder, Plugins.Found plugin) {
        try {
            return Path.of(plugin.place()).toRealPath().startsWith(folder.toRealPath());
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean hasJars(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(".jar"));
        } catch (IOException e) {
            return false;
        }
    }
}
