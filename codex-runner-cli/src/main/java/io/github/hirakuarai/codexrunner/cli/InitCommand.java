package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code codex-runner init}. */
@Command(
        name = "init",
        description = {
            "Writes a commented codex-runner.yaml and, with a token, creates the labels in its repositories.",
            "Without --repo it takes the repository from `git remote`. With --labels it only creates the labels of the"
                    + " existing configuration."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: codex-runner init --repo https://github.com/octo/app --clone"})
final class InitCommand implements Callable<Integer> {

    private static final Duration REGISTERED_WITHIN = Duration.ofMinutes(10);

    private final CliContext context;

    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions options;

    @Option(
            names = "--repo",
            paramLabel = "OWNER/NAME",
            description = "a repository whose issues may contain briefs, or its address; may be repeated")
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

    @Option(names = "--clone", description = "clone the repositories where the lane looks for them")
    private boolean clone;

    @Option(names = "--labels", description = "only create the labels of the existing configuration")
    private boolean onlyLabels;

    @Option(
            names = "--app",
            description = "register a GitHub App in a browser and sign in as it, instead of with a token")
    private boolean app;

    @Option(
            names = "--org",
            paramLabel = "NAME",
            description = "with --app: the organization that owns the App; default: you")
    private @Nullable String organization;

    @Option(names = "--workflows", description = "with --app: let it change files under .github/workflows")
    private boolean workflows;

    @Option(
            names = "--app-port",
            paramLabel = "N",
            description = "with --app: the port of the page on this machine; default: any free port")
    private int appPort;

    InitCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (app && (onlyLabels || clone)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--app cannot be combined with --labels or --clone: the App has to be installed first");
        }
        @Nullable Path written = null;
        AppSetup.@Nullable App made = null;
        if (!onlyLabels) {
            Selections selections = new Selections(spec);
            List<ForgeAddress> addresses = addresses(selections);
            @Nullable String api = apiUrl == null ? addresses.get(0).apiUrl().orElse(null) : apiUrl;
            ConfigTemplate template = new ConfigTemplate(context, Clock.systemUTC());
            made = app ? register(selections, template, addresses, api) : null;
            written = template.write(
                    options.config,
                    addresses.stream()
                            .map(address -> address.repository().toString())
                            .toList(),
                    lane,
                    workdirs,
                    api,
                    made);
        }
        if (made != null) {
            installed(made, written);
            return ExitCode.OK;
        }
        RunnerConfig config = ConfigFile.read(context, written == null ? options.config : written.toString());
        List<Path> clones = new ArrayList<>();
        List<LabelMaker.Label> labels = List.of();
        try (Runner runner = Runners.in(context, config).readOnly().build()) {
            if (clone) {
                LaneClones of = new LaneClones(config, runner.tokens(), context.environment());
                try {
                    config.repositories().forEach(repository -> clones.add(of.make(repository, home(workdirs.get(0)))));
                } catch (RunnerException e) {
                    if (written != null) {
                        ConfigTemplate.delete(written, e);
                    }
                    throw e;
                }
            }
            if (written != null && !options.json()) {
                context.out().println("wrote " + written);
            }
            if (runner.tokens().token().isPresent()) {
                labels = new LabelMaker(
                                config,
                                new ForgeProbe(config.github().apiUrl(), runner.tokens(), context.environment()))
                        .make();
            } else if (onlyLabels) {
                Runners.requireToken(config, runner);
            } else {
                context.err()
                        .println("codex-runner: no GitHub token found, so no labels were created; `codex-runner init"
                                + " --labels` creates them later");
            }
        }
        if (options.json()) {
            context.out().println(Json.init(written, labels));
        } else {
            clones.forEach(path -> context.out().println("clone in " + path));
            labels.forEach(label -> context.out()
                    .println((label.made() ? "created label " : "label exists: ") + label.name() + " in "
                            + label.repository()));
            context.out()
                    .println("next: codex-runner doctor"
                            + (options.config == null ? "" : " --config " + options.config));
        }
        return ExitCode.OK;
    }

    private AppSetup.App register(
            Selections selections, ConfigTemplate template, List<ForgeAddress> addresses, @Nullable String api)
            throws InterruptedException {
        if (organization != null && !organization.matches("[0-9A-Za-z][0-9A-Za-z-]{0,38}")) {
            throw selections.wrong("invalid --org '" + SafeText.line(organization) + "'; write its login");
        }
        String owner = organization == null ? addresses.get(0).repository().owner() : organization;
        return new AppSetup(context, api)
                .make(
                        template.file(options.config),
                        new AppManifest(AppManifest.nameFor(owner), AppManifest.HOMEPAGE, workflows, null),
                        organization,
                        appPort,
                        REGISTERED_WITHIN);
    }

    /** The App can do nothing yet: its owner installs it, and then the labels can be made. */
    private void installed(AppSetup.App made, @Nullable Path written) {
        if (options.json()) {
            context.out().println(Json.init(written, List.of()));
            return;
        }
        context.out().println("wrote " + written);
        context.out().println("wrote " + made.keyFile() + ", which only you can read");
        context.out().println("registered the GitHub App " + made.name() + " (id " + made.id() + ")");
        String config = options.config == null ? "" : " --config " + options.config;
        context.out().println("next: install it on your repositories at " + made.page());
        context.out().println("then: codex-runner init --labels" + config + " && codex-runner doctor" + config);
    }

    private List<ForgeAddress> addresses(Selections selections) {
        if (!repositories.isEmpty()) {
            return repositories.stream()
                    .map(text -> ForgeAddress.parse(text)
                            .orElseThrow(() -> selections.wrong("invalid --repo '" + SafeText.line(text)
                                    + "'; write it as owner/name, or paste its address")))
                    .toList();
        }
        return ForgeAddress.ofClone(context.folder(), context.environment())
                .map(List::of)
                .orElseThrow(() ->
                        selections.wrong("missing --repo, and this folder is no clone with a remote 'origin'; name a"
                                + " repository whose issues may contain briefs"));
    }

    /** Where the lane looks: the folder that its first glob begins with. */
    private Path home(String glob) {
        String start = glob.replaceFirst("/?[*?{\\[].*", "");
        String home = context.environment().getOrDefault("HOME", "");
        return context.resolve(start.equals("~") || start.startsWith("~/") ? home + start.substring(1) : start);
    }
}
