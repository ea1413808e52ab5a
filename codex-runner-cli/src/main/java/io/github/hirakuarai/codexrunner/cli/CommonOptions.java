package io.github.hirakuarai.codexrunner.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every subcommand takes. */
final class CommonOptions {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "the configuration; default: ./codex-runner.yaml, then ~/.config/codex-runner/config.yaml")
    @Nullable
    String config;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text or json; with json, standard output holds nothing else")
    Format format = Format.text;

    @Option(
            names = {"-v", "--verbose"},
            description = "say more")
    boolean verbose;

    @Option(
            names = {"-q", "--quiet"},
            description = "no progress, only results and errors")
    boolean quiet;

    @Option(names = "--no-color", description = "no colours; so does the variable NO_COLOR")
    boolean noColor;

    /** The forms of output; their names are what is typed. */
    enum Format {
        text,
        json
    }

    boolean json() {
        return format == Format.json;
    }
}
