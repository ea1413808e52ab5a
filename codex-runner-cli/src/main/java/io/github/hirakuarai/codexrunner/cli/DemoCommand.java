package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.event.Outcome;
import io.github.hirakuarai.codexrunner.event.RunListener;
import io.github.hirakuarai.codexrunner.forge.LoopbackForge;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.plugin.Plugins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code codex-runner demo}: the main job on a forge of its own, exactly as it is done on GitHub. */
@Command(
        name = "demo",
        description =
                "Starts a GitHub-compatible server on this machine, creates an issue with a brief, and runs it as on GitHub.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: codex-runner demo --keep --repo ~/src/app"})
final class DemoCommand implements Callable<Integer> {

    private static final Duration LOOKS_EVERY = Duration.ofSeconds(5);
    private static final int LARGEST_PORT = 65_535;

    private final CliContext context;

    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions options;

    @Option(names = "--keep", description = "keep the server and the runner until Ctrl-C, to try them in a browser")
    private boolean keep;

    @Option(names = "--port", paramLabel = "N", description = "the port of the server; default: any free port")
    private int port;

    @Option(
            names = "--repo",
            paramLabel = "FOLDER",
            description = "a Git repository of yours to copy into the demo in place of the sample; it is not changed")
    private @Nullable String repository;

    @Option(
            names = "--lane",
            paramLabel = "KIND",
            description =
                    "where the steps run: local, container (by podman or docker), or kubernetes (on the cluster of"
                            + " KUBECONFIG, with its plugin); default: ${DEFAULT-VALUE}")
    private Kind lane = Kind.local;

    @Option(
            names = "--image",
            paramLabel = "IMAGE",
            description =
                    "the image of --lane container or kubernetes, with bash, git and flock; default: ${DEFAULT-VALUE}")
    private String image = "python:3-bookworm";

    /** The kinds of lane, as users write them. */
    private enum Kind {
        local,
        container,
        kubernetes
    }

    DemoCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (port < 0 || port > LARGEST_PORT) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--port must be a port from 1 to 65535, or 0 for any that is free, not " + port);
        }
        if (lane == Kind.kubernetes
                && !Plugins.find(DemoCommand.class.getClassLoader()).executors().containsKey(lane.name())) {
            throw new RunnerException(
                    ErrorCode.CONFIGURATION,
                    "the Kubernetes plugin is not in place: set CODEX_RUNNER_PLUGINS to the folder plugins/kubernetes of the"
                            + " distribution");
        }
        Path folder = folder();
        try {
            Demo demo = Demo.set(
                    folder,
                    port,
                    repository == null ? null : context.resolve(repository),
                    lane == Kind.local
                            ? Demo.LOCAL
                            : "executor: " + lane + ", image: '" + image.replace("'", "''") + "'");
            try (LoopbackForge forge = demo.forge();
                    DemoRuns runs = new DemoRuns(context, options, demo)) {
                int exitCode = show(demo, runs);
                if (keep) {
                    keepUp(demo, runs);
                }
                return exitCode;
            }
        } finally {
            delete(folder);
        }
    }

    private int show(Demo demo, DemoRuns runs) {
        say("a GitHub-compatible server runs at " + demo.forge().webUrl() + ", with one issue that holds a brief:");
        say("  " + demo.page(demo.issue()));
        List<Outcome> outcomes = runs.run();
        int exitCode = Outcomes.exitCode(outcomes);
        if (exitCode != ExitCode.OK || outcomes.stream().allMatch(outcome -> outcome.ended() == null)) {
            return exitCode == ExitCode.OK ? ExitCode.FAILED : exitCode;
        }
        int writes = demo.forge().writes().size();
        runs.run(RunListener.NONE);
        int again = demo.forge().writes().size() - writes;
        say("the runner was started again: " + again + " writes");
        if (!options.json()) {
            context.out().println("  issue  " + demo.page(demo.issue()));
        }
        if (!keep) {
            say("the server has ended; `codex-runner demo --keep` keeps it running");
        }
        return again == 0 ? ExitCode.OK : ExitCode.FAILED;
    }

    private void keepUp(Demo demo, DemoRuns runs) throws InterruptedException {
        PageWords words =
                new PageWords(ConfigFile.read(context, demo.configuration().toString())
                        .runner()
                        .locale());
        PageServer page = PageServer.start(0, "--port", new DemoPage(runs.pages(), words, demo, runs::later));
        say("");
        runs.watch(LOOKS_EVERY);
        say("everything stays up until Ctrl-C, and the runner looks for briefs and commands every "
                + Elapsed.interval(LOOKS_EVERY) + ".");
        say("To write an issue with a brief of your own and see it run, open");
        say("  " + page.address());
        say("To run the runner yourself, in another terminal:");
        say("  GITHUB_TOKEN=" + demo.token() + " ./codex-runner run --dry-run --config " + demo.configuration());
        CountDownLatch interrupted = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            interrupted.countDown();
                            page.close();
                            runs.close();
                            demo.forge().close();
                            delete(demo.folder());
                        },
                        "codex-runner-demo-end"));
        interrupted.await();
    }

    private void say(String line) {
        if (!options.quiet) {
            context.err().println(line);
        }
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("codex-runner-demo");
        } catch (IOException e) {
            throw new RunnerException(
                    ErrorCode.STORAGE,
                    "cannot create a folder in " + System.getProperty("java.io.tmpdir") + ": " + e.getMessage()
                            + "; make it writable",
                    e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new RunnerException(ErrorCode.STORAGE, "cannot delete " + folder + ": " + e.getMessage(), e);
        }
    }
}
