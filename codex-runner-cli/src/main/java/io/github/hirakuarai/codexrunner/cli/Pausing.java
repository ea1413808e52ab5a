package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** What {@code pause} and {@code resume} have in common. */
final class Pausing {

    private final CliContext context;
    private final CommonOptions options;
    private final Selections words;

    Pausing(CliContext context, CommonOptions options, Selections words) {
        this.context = context;
        this.options = options;
        this.words = words;
    }

    /**
     * Changes the pause of one repository, or of all that are configured.
     *
     * @param change says whether anything was changed
     */
    int each(@Nullable String repository, BiPredicate<Runner, RepositoryName> change) {
        RunnerConfig config = ConfigFile.read(context, options.config);
        boolean pausing = words.command().equals("pause");
        List<RepositoryName> changed = new ArrayList<>();
        try (Runner runner = Runners.in(context, config).build()) {
            Runners.requireToken(config, runner);
            for (RepositoryName name : named(config, words.repository(repository))) {
                if (change.test(runner, name)) {
                    changed.add(name);
                }
                if (!options.json()) {
                    context.out().println(name + "  " + text(pausing, changed.contains(name)));
                }
            }
        }
        if (options.json()) {
            context.out().println(Json.paused(pausing, changed));
        }
        return ExitCode.OK;
    }

    private static String text(boolean pausing, boolean changed) {
        if (pausing) {
            return "paused: no runner starts a brief there until `codex-runner resume`";
        }
        return changed ? "resumed: the next `run` or poll starts its briefs again" : "was not paused";
    }

    private Set<RepositoryName> named(RunnerConfig config, @Nullable RepositoryName only) {
        Set<RepositoryName> all = new LinkedHashSet<>(config.repositories());
        all.addAll(config.gate().repositories());
        if (only == null) {
            return all;
        }
        if (!all.contains(only)) {
            throw words.wrong("unknown repository " + only + "; the configuration has " + all);
        }
        return Set.of(only);
    }
}
