package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.engine.RunnerView;
import io.github.hirakuarai.codexrunner.model.ErrorCode.Category;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.plugin.Plugins;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Looks at the plugins that a run would use and that the runner does not bring itself: those are other findings. */
final class PluginCheckup {

    private static final Pattern OWN = Pattern.compile(
            "io\\.github\\.hirakuarai\\.codexrunner\\.(github|executor\\.(local|ssh|container|kubernetes))\\..*");

    private PluginCheckup() {}

    static List<Finding> look(RunnerConfig config, RunnerView runner) {
        List<Finding> findings = new ArrayList<>();
        for (Plugins.Found plugin :
                Plugins.find(PluginCheckup.class.getClassLoader()).list()) {
            if (!OWN.matcher(plugin.type()).matches() && isUsed(plugin, config)) {
                findings.add(finding(plugin, () -> asked(plugin, runner)));
            }
        }
        return findings;
    }

    private static boolean isUsed(Plugins.Found plugin, RunnerConfig config) {
        return switch (plugin.kind()) {
            case "source" -> plugin.id().equals(config.source());
            case "state" -> plugin.id().equals(config.stateStore());
            case "executor" ->
                config.lanes().values().stream().map(Lane::executor).anyMatch(plugin.id()::equals);
            // Any brief may ask for it.
            case "output" -> true;
            default -> false;
        };
    }

    private static String asked(Plugins.Found plugin, RunnerView runner) {
        return switch (plugin.kind()) {
            case "source" -> "; lists " + runner.reachSource() + " documents";
            case "output" -> {
                runner.reachOutput(plugin.id());
                yield "; opens";
            }
            // The state store was opened with the runner, and the executor tells of itself with its lanes.
            default -> "";
        };
    }

    private static Finding finding(Plugins.Found plugin, Supplier<String> asked) {
        String subject = plugin.kind() + " " + plugin.id();
        try {
            return Finding.ok(subject, "version " + plugin.version() + " in " + plugin.place() + asked.get());
        } catch (RunnerException e) {
            String hint = "fix what it says, or the settings under plugins." + plugin.id();
            String message = String.valueOf(e.getMessage());
            return e.code().category() == Category.UNAVAILABLE
                    ? Finding.refused(subject, message, hint)
                    : Finding.fail(subject, message, hint);
        }
    }
}
