package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.engine.ReadOnlyRunner;
import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.engine.RunnerBuilder;
import io.github.hirakuarai.codexrunner.engine.RunnerView;
import io.github.hirakuarai.codexrunner.event.Recovered;
import io.github.hirakuarai.codexrunner.event.Recovered.Verdict;
import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.model.RunId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code codex-runner recover}. */
@Command(
        name = "recover",
        description = {
            "Finishes or reports the runs of killed runners, as every run does at its start. Never runs steps again.",
            "It recognises killed runs of this machine at once. For those of other machines, it has to see the claim unchanged"
                    + " for a whole lease; use --wait."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: codex-runner recover --dry-run"})
final class RecoverCommand implements Callable<Integer> {

    private final CliContext context;

    @Mixin
    private CommonOptions options;

    @ArgGroup
    private @Nullable Mode mode;

    /** What is done with what was left. */
    private static final class Mode {
        @Option(names = "--dry-run", description = "only print what would be done; change nothing")
        private boolean dryRun;

        @Option(
                names = "--wait",
                description = "check again, ten times in each lease (claims.lease), until nothing is left;"
                        + " Ctrl-C ends it")
        private boolean await;
    }

    RecoverCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        RunnerConfig config = ConfigFile.read(context, options.config);
        RunnerBuilder builder = Runners.in(context, config).listener(this::warn);
        CountDownLatch interrupted = new CountDownLatch(1);
        RunnerView runner = mode != null && mode.dryRun ? builder.buildReadOnly() : builder.build();
        // The first to be opened is the last to be closed: it may end the process.
        try (Interruption interruption = Interruption.watch(() -> interrupt(runner, interrupted))) {
            try (runner) {
                Runners.requireToken(config, runner);
                Map<RunId, Recovered> found = new LinkedHashMap<>();
                look(runner, found);
                Duration pause = config.lease().dividedBy(10);
                while (mode != null
                        && mode.await
                        && isAnyWaiting(found)
                        && !interrupted.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                    look(runner, found);
                }
                end(List.copyOf(found.values()));
            }
            return interruption.happened() ? ExitCode.INTERRUPTED : ExitCode.OK;
        }
    }

    /** A run that is gone on with ends as cancelled, as it would under {@code run}. */
    private void interrupt(RunnerView runner, CountDownLatch interrupted) {
        context.err().println("codex-runner: interrupted; ending the running briefs");
        interrupted.countDown();
        runner.cancel("codex-runner was interrupted");
    }

    /** One more look. What waited before and is not there any more was dealt with by its own runner. */
    private void look(RunnerView runner, Map<RunId, Recovered> found) {
        List<Recovered> now = recovered(runner);
        found.values()
                .removeIf(before -> before.verdict() == Verdict.WAITING
                        && now.stream().noneMatch(one -> one.run().equals(before.run())));
        for (Recovered one : now) {
            Recovered before = found.put(one.run(), one);
            if (!options.json() && !one.equals(before)) {
                context.out()
                        .println(one.id() + "  " + one.verdict().name().toLowerCase(Locale.ROOT) + "  "
                                + SafeText.line(one.message()) + " (" + one.run() + ")");
            }
        }
    }

    private static List<Recovered> recovered(RunnerView runner) {
        return runner instanceof Runner writer ? writer.recover() : ((ReadOnlyRunner) runner).recovery();
    }

    private void end(List<Recovered> found) {
        if (options.json()) {
            context.out().println(Json.recovered(found));
        } else if (found.isEmpty()) {
            context.out().println("nothing to recover");
        } else if ((mode == null || !mode.await)
                && !options.quiet
                && found.stream().anyMatch(one -> one.verdict() == Verdict.WAITING)) {
            context.err()
                    .println("codex-runner: the waiting runs may still be active;"
                            + " `codex-runner recover --wait` waits until they are over");
        }
    }

    private static boolean isAnyWaiting(Map<RunId, Recovered> found) {
        return found.values().stream().anyMatch(one -> one.verdict() == Verdict.WAITING);
    }

    private void warn(RunEvent event) {
        if (event instanceof RunEvent.Warned warned) {
            context.err().println("codex-runner: " + SafeText.line(warned.message()));
        }
    }
}
