package io.github.hirakuarai.codexrunner.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every subcommand takes. */
final class CommonOptions {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "the configuration file; default: ./codex-runner.yaml, then ~/.config/codex-runner/config.yaml")
    @Nullable
    String config;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text or json; with json, nothing else goes to standard output")
    Format format = Format.text;

    @Option(
            names = {"-v", "--verbose"},
            description = "print more")
    boolean verbose;

    @Option(
            names = {"-q", "--quiet"},
            description = "print results and errors only")
    boolean quiet;

    @Option(names = "--no-color", description = "no colours; the variable NO_COLOR does the same")
    boolean noColor;

    /** The forms of output; their names are what is typed. */
    enum Format {
        text,
        json
    }

    /** A command that reads the same configuration, ready to run. */
    String command(String words) {
        if (config == null) {
            return "codex-runner " + words;
        }
        boolean plain = config.matches("[A-Za-z0-9_./~:@%+=-]+");
        return "codex-runner " + words + " --config " + (plain ? config : "'" + config.replace("'", "'\\''") + "'");
    }

    boolean json() {
        return format == Format.json;
    }
}
