package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code codex-runner init}. */
@Command(
        name = "init",
        description = {
            "Writes a commented codex-runner.yaml and, with a token, creates the labels in its repositories.",
            "With --labels it only creates the labels of the existing configuration."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: codex-runner init --repo octo/app --workdirs '~/work/**'"})
final class InitCommand implements Callable<Integer> {

    private final CliContext context;

    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions options;

    @Option(
            names = "--repo",
            paramLabel = "OWNER/NAME",
            description = "a repository whose issues may contain briefs; may be repeated")
    private List<String> repositories = List.of();

    @Option(
            names = "--lane",
            paramLabel = "L",
            description = "the name of the lane, which briefs write in executor; default: devbox-codex")
    private String lane = "devbox-codex";

    @Option(
            names = "--workdirs",
            paramLabel = "GLOB",
            description = "where the clones are; may be repeated; default: ~/work/**")
    private List<String> workdirs = List.of("~/work/**");

    @Option(names = "--api-url", paramLabel = "URL", description = "the API of a forge other than github.com")
    private @Nullable String apiUrl;

    @Option(names = "--labels", description = "only create the labels of the existing configuration")
    private boolean onlyLabels;

    InitCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        @Nullable Path written = null;
        if (!onlyLabels) {
            Selections selections = new Selections(spec);
            if (repositories.isEmpty()) {
                throw selections.wrong("missing --repo; name at least one repository whose issues may contain briefs");
            }
            repositories.forEach(selections::repository);
            written = new ConfigTemplate(context, Clock.systemUTC())
                    .write(options.config, repositories, lane, workdirs, apiUrl);
            if (!options.json()) {
                context.out().println("wrote " + written);
            }
        }
        RunnerConfig config = ConfigFile.read(context, options.config);
        List<LabelMaker.Label> labels = List.of();
        try (Runner runner = Runners.in(context, config).readOnly().build()) {
            if (runner.tokens().token().isPresent()) {
                labels = new LabelMaker(
                                config,
                                new ForgeProbe(config.github().apiUrl(), runner.tokens(), context.environment()))
                        .make();
            } else if (onlyLabels) {
                throw new RunnerException(
                        ErrorCode.CONFIGURATION, "no GitHub token found; set GITHUB_TOKEN, or run `gh auth login`");
            } else {
                context.err()
                        .println(
                                "codex-runner: no GitHub token found, so no labels were created; `codex-runner init --labels` creates"
                                        + " them later");
            }
        }
        if (options.json()) {
            context.out().println(Json.init(written, labels));
        } else {
            labels.forEach(label -> context.out()
                    .println((label.made() ? "created label " : "label exists: ") + label.name() + " in "
                            + label.repository()));
        }
        return ExitCode.OK;
    }
}
