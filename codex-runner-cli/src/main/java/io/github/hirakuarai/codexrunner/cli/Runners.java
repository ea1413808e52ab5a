package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.engine.RunnerBuilder;
import io.github.hirakuarai.codexrunner.engine.RunnerView;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.util.Map;
import java.util.stream.Stream;

/** Begins to make the runner of every command that asks the forge. */
final class Runners {

    private Runners() {}

    /** Refuses what cannot work without a token: anybody may read a public repository, and nobody write to it. */
    static void requireToken(RunnerConfig config, RunnerView runner) {
        if (config.github().app() == null && runner.tokens().token().isEmpty()) {
            throw new RunnerException(
                    ErrorCode.CONFIGURATION,
                    "no GitHub token found; set GITHUB_TOKEN, run `gh auth login`, or set github.app");
        }
    }

    /** A runner in this context: its token is an App's, or the environment's, or at last that of {@code gh}. */
    static RunnerBuilder in(CliContext context, RunnerConfig config) {
        Map<String, String> environment = context.environment();
        RunnerBuilder builder = Runner.builder(config).environment(environment);
        boolean given = Stream.of("GITHUB_TOKEN", "GH_TOKEN")
                .anyMatch(name -> !environment.getOrDefault(name, "").isBlank());
        return config.github().app() != null || given
                ? builder
                : builder.tokens(new GhToken(environment, config.github().apiUrl()));
    }
}
