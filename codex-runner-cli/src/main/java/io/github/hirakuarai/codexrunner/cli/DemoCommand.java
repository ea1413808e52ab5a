package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.engine.Outcome;
import io.github.hirakuarai.codexrunner.engine.RunListener;
import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.engine.Selection;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.testkit.forge.LoopbackForge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code codex-runner demo}: the main job on a forge of its own, exactly as it is done on GitHub. */
@Command(
        name = "demo",
        description =
                "Starts a GitHub-compatible server on this machine, creates an issue with a brief, and runs it as on GitHub.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: codex-runner demo --keep"})
final class DemoCommand implements Callable<Integer> {

    private final CliContext context;

    @Mixin
    private CommonOptions options;

    @Option(names = "--keep", description = "keep the server running until Ctrl-C, to look at it in a browser")
    private boolean keep;

    @Option(names = "--port", paramLabel = "N", description = "the port of the server; default: any free port")
    private int port;

    DemoCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        Path folder = folder();
        try {
            Demo demo = Demo.set(folder, port);
            try (LoopbackForge forge = demo.forge()) {
                int exitCode = show(demo);
                if (keep) {
                    keepUp(demo);
                }
                return exitCode;
            }
        } finally {
            delete(folder);
        }
    }

    private int show(Demo demo) throws InterruptedException {
        say("a forge is up at " + demo.forge().webUrl() + ", with one issue that holds a brief:");
        say("  " + issueUrl(demo));
        List<Outcome> outcomes;
        try (ProgressPrinter progress = new ProgressPrinter(context, options)) {
            outcomes = run(demo, options.json() ? event -> context.out().println(Json.event(event)) : progress);
        }
        int exitCode = Outcomes.exitCode(outcomes);
        if (exitCode != ExitCode.OK || outcomes.stream().allMatch(outcome -> outcome.ended() == null)) {
            return exitCode == ExitCode.OK ? ExitCode.FAILED : exitCode;
        }
        int writes = demo.forge().writes().size();
        run(demo, RunListener.NONE);
        int again = demo.forge().writes().size() - writes;
        say("the runner was started again: " + again + " writes");
        if (!options.json()) {
            context.out().println("  issue  " + issueUrl(demo));
        }
        if (!keep) {
            say("the server has ended; `codex-runner demo --keep` keeps it running");
        }
        return again == 0 ? ExitCode.OK : ExitCode.FAILED;
    }

    private List<Outcome> run(Demo demo, RunListener listener) {
        Map<String, String> environment = new HashMap<>(context.environment());
        environment.put("GITHUB_TOKEN", demo.token());
        RunnerConfig config = ConfigFile.read(context, demo.configuration().toString());
        try (Runner runner = Runner.builder(config)
                .environment(environment)
                .listener(listener)
                .build()) {
            return runner.run(Selection.ALL);
        }
    }

    private void keepUp(Demo demo) throws InterruptedException {
        say("");
        say("the forge stays up at " + demo.forge().webUrl() + " until Ctrl-C. To run the runner again yourself:");
        say("  GITHUB_TOKEN=" + demo.token() + " ./codex-runner run --dry-run --config " + demo.configuration());
        CountDownLatch interrupted = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            interrupted.countDown();
                            demo.forge().close();
                            delete(demo.folder());
                        },
                        "codex-runner-demo-end"));
        interrupted.await();
    }

    private String issueUrl(Demo demo) {
        return demo.forge().webUrl() + Demo.REPOSITORY + "/issues/" + demo.issue();
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
