package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.engine.ReadOnlyRunner;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
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

    private static final int LARGEST_PORT = 65_535;
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
        if (appPort < 0 || appPort > LARGEST_PORT) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--app-port must be a port from 1 to 65535, or 0 for any that is free, not " + appPort);
        }
        if (onlyLabels) {
            makeLabels();
        } else {
            write();
        }
        return ExitCode.OK;
    }

    /** What is wrong is found before anything is written, so that the same command can be given once more. */
    private void write() throws InterruptedException {
        Selections selections = new Selections(spec);
        ConfigTemplate template = new ConfigTemplate(context, Clock.systemUTC());
        ConfigTemplate.Contents contents =
                new InitOptions(context, template, selections).contents(repositories, lane, workdirs, apiUrl);
        template.requireFree(options.config);
        if (app) {
            AppSetup.App made = register(selections, template, contents);
            installed(made, template.write(options.config, contents, made));
            return;
        }
        RunnerConfig config = template.read(options.config, contents);
        try (ReadOnlyRunner runner = Runners.in(context, config).buildReadOnly()) {
            boolean token = runner.tokens().token().isPresent();
            ForgeProbe forge = new ForgeProbe(config.github().apiUrl(), runner.tokens(), context.environment());
            if (token) {
                config.repositories().forEach(repository -> requireThere(repository, config, forge));
            }
            List<Path> clones = new ArrayList<>();
            if (clone) {
                LaneClones of = new LaneClones(config, runner.tokens(), context.environment());
                config.repositories().forEach(repository -> clones.add(of.make(repository, home(workdirs.get(0)))));
            }
            Path written = template.write(options.config, contents, null);
            if (!options.json()) {
                context.out().println("wrote " + written);
            }
            List<LabelMaker.Label> labels = token ? new LabelMaker(config, forge).make() : List.of();
            if (!token) {
                context.err()
                        .println("codex-runner: no GitHub token found, so no labels were created; `codex-runner init"
                                + " --labels` creates them later");
            }
            done(written, clones, labels);
        }
    }

    private void requireThere(RepositoryName repository, RunnerConfig config, ForgeProbe forge) {
        int status = forge.get("/repos/" + repository).statusCode();
        if (status == 401) {
            throw new RunnerException(
                    ErrorCode.REFUSED,
                    config.github().apiUrl().getAuthority()
                            + " does not accept the token (status 401); it has expired, was revoked, or is for another server: set"
                            + " another in GITHUB_TOKEN");
        }
        if (status >= 400) {
            throw new RunnerException(
                    ErrorCode.REFUSED,
                    "cannot read " + repository + " (status " + status + "); check "
                            + (status == 404 && apiUrl != null ? "--api-url, " : "")
                            + "the name in --repo, and that the token covers the repository");
        }
    }

    private void makeLabels() {
        RunnerConfig config = ConfigFile.read(context, options.config);
        try (ReadOnlyRunner runner = Runners.in(context, config).buildReadOnly()) {
            Runners.requireToken(config, runner);
            done(
                    null,
                    List.of(),
                    new LabelMaker(
                                    config,
                                    new ForgeProbe(config.github().apiUrl(), runner.tokens(), context.environment()))
                            .make());
        }
    }

    private void done(@Nullable Path written, List<Path> clones, List<LabelMaker.Label> labels) {
        if (options.json()) {
            context.out().println(Json.init(written, labels));
            return;
        }
        clones.forEach(path -> context.out().println("clone in " + path));
        labels.forEach(label -> context.out()
                .println((label.made() ? "created label " : "label exists: ") + label.name() + " in "
                        + label.repository()));
        context.out()
                .println("next: codex-runner doctor" + (options.config == null ? "" : " --config " + options.config));
    }

    private AppSetup.App register(Selections selections, ConfigTemplate template, ConfigTemplate.Contents contents)
            throws InterruptedException {
        if (organization != null && !organization.matches("[0-9A-Za-z][0-9A-Za-z-]{0,38}")) {
            throw selections.wrong("invalid --org '" + SafeText.line(organization) + "'; write its login");
        }
        String first = contents.repositories().get(0);
        String owner = organization == null ? first.substring(0, first.indexOf('/')) : organization;
        return new AppSetup(context, contents.apiUrl())
                .make(
                        template.file(options.config),
                        new AppManifest(AppManifest.nameFor(owner), AppManifest.HOMEPAGE, workflows, null),
                        organization,
                        appPort,
                        REGISTERED_WITHIN);
    }

    /** The App can do nothing yet: its owner installs it, and then the labels can be made. */
    private void installed(AppSetup.App made, Path written) {
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

    /** Where the lane looks: the folder that its first glob begins with. */
    private Path home(String glob) {
        String start = glob.replaceFirst("/?[*?{\\[].*", "");
        String home = context.environment().getOrDefault("HOME", "");
        return context.resolve(start.equals("~") || start.startsWith("~/") ? home + start.substring(1) : start);
    }
}
