package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.event.RunListener;
import io.github.hirakuarai.codexrunner.event.Selection;
import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.ErrorCode.Category;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.RateLimitedException;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code codex-runner watch}. */
@Command(
        name = "watch",
        description = {
            "Polls for briefs in issues with the label codex:auto, and runs them until it is stopped: one at a time in each lane,"
                    + " several lanes in parallel.",
            "On SIGTERM or Ctrl-C it starts no more briefs, and waits until the running ones have ended. With watch.stop:"
                    + " cancel, it cancels those that have not ended within limits.grace; with watch.stop: detach, it leaves"
                    + " those running and exits then, and the next start continues their steps. The exit code is 0, or 130 if it cancelled one."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: codex-runner watch --format json"})
final class WatchCommand implements Callable<Integer> {

    private static final Logger log = LoggerFactory.getLogger(WatchCommand.class);

    private final CliContext context;
    private final Clock clock = Clock.systemUTC();
    private final WatchMetrics metrics = new WatchMetrics(clock);

    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions options;

    @Option(names = "--lane", paramLabel = "L", description = "only briefs of this lane")
    private @Nullable String lane;

    private boolean worked;

    WatchCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        RunnerConfig config = ConfigFile.read(context, options.config);
        RunListener reader = options.json() ? new JsonEvents(context.out()) : new ProgressPrinter(context, options);
        Selection selection = Selection.of(Selection.Trigger.SERVICE).onLane(new Selections(spec).lane(lane, config));
        ServicePage pages = new ServicePage(config, context.environment(), clock);
        ChangeFilter news = new ChangeFilter(reader);
        WakeUps wakeUps = WakeUps.create();
        try (Closeable server = measured(config.watch());
                Closeable page = shown(config.watch(), pages);
                Runner runner = Runners.in(context, config)
                        .listener(event -> {
                            metrics.on(event);
                            pages.on(event);
                            news.on(event);
                        })
                        .build();
                Closeable hook = woken(config.watch(), runner, wakeUps);
                Interruption interruption = interruption(config, runner, wakeUps)) {
            Runners.requireToken(config, runner);
            say(config);
            Pause pause;
            do {
                pause = poll(runner, selection, config.watch(), pages);
            } while (wakeUps.await(pause.least(), pause.interval()));
            runner.await();
            return interruption.happened() ? ExitCode.OK : ExitCode.FAULT;
        }
    }

    private static Interruption interruption(RunnerConfig config, Runner runner, WakeUps wakeUps) {
        String why = "codex-runner watch is ending";
        Runnable drain = () -> {
            runner.drain(why);
            wakeUps.end();
        };
        return switch (config.watch().stop()) {
            case FINISH -> Interruption.finish(drain);
            case CANCEL -> Interruption.drain(drain, config.limits().grace(), () -> runner.cancel(why));
            case DETACH -> Interruption.detach(drain, config.limits().grace());
        };
    }

    /** Lets this machine see what is measured, when the configuration wants that. */
    private Closeable measured(RunnerConfig.Watch watch) {
        Integer port = watch.metricsPort();
        return port == null ? () -> {} : MetricsServer.start(port, metrics::text)::close;
    }

    /** Lets users of this machine see the service in a browser, when the configuration wants that. */
    private Closeable shown(RunnerConfig.Watch watch, ServicePage pages) {
        Integer port = watch.pagePort();
        if (port == null) {
            return () -> {};
        }
        PageServer server = PageServer.start(port, "watch.page", pages);
        context.err().println("the service's page (whoever has this address can read the logs): " + server.address());
        return server::close;
    }

    /** Lets the forge's deliveries wake the service, when the configuration wants that. */
    private static Closeable woken(RunnerConfig.Watch watch, Runner runner, WakeUps wakeUps) {
        RunnerConfig.Webhook webhook = watch.webhook();
        return webhook == null
                ? () -> {}
                : WebhookServer.start(webhook, sender -> {
                    if (!isOwn(runner, sender)) {
                        wakeUps.delivered();
                    }
                })::close;
    }

    /** What the runner itself writes is delivered too, and is no news to it. */
    private static boolean isOwn(Runner runner, long sender) {
        try {
            return runner.isOwn(new Account(sender, "", false));
        } catch (RunnerException e) {
            log.debug("the forge does not tell whose a delivery is", e);
            return false;
        }
    }

    /**
     * Looks once, and begins what may run. An outage of the forge is waited out. What only the operator can fix ends the
     * service at its first look; later it is waited out too, because it may be fixed while the service runs.
     *
     * @return how long to wait before the next poll
     */
    private Pause poll(Runner runner, Selection selection, RunnerConfig.Watch watch, ServicePage pages) {
        HealthFile health = new HealthFile(watch.healthFile());
        Duration pause = varied(watch);
        Duration least = Duration.ZERO;
        @Nullable String failure = null;
        try {
            runner.poll(selection);
            worked = true;
        } catch (RunnerException e) {
            Category category = e.code().category();
            if (category == Category.INTERNAL || (category == Category.CONFIGURATION && !worked)) {
                throw e;
            }
            if (e instanceof RateLimitedException limited) {
                least = Duration.between(clock.instant(), limited.until());
                pause = least.compareTo(pause) > 0 ? least : pause;
            }
            metrics.pollFailed();
            pages.failed(e);
            failed(e, pause);
            failure = SafeText.line(String.valueOf(e.getMessage()));
        }
        health.write(clock.instant(), clock.instant().plus(pause), failure);
        return new Pause(least, pause);
    }

    /**
     * How long to wait before the next poll.
     *
     * @param least whatever is delivered meanwhile
     * @param interval when nothing is
     */
    private record Pause(Duration least, Duration interval) {}

    private void failed(RunnerException e, Duration pause) {
        if (options.json()) {
            context.out().println(Json.pollFailed(e, clock.instant().plus(pause)));
        } else {
            context.err()
                    .println("codex-runner: " + SafeText.line(String.valueOf(e.getMessage())) + " (the next poll is at "
                            + Moments.text(clock.instant().plus(pause)) + ")");
        }
    }

    /** Runners that were started together do not ask together for ever. */
    private static Duration varied(RunnerConfig.Watch watch) {
        double share = 1 + watch.jitter() * (2 * ThreadLocalRandom.current().nextDouble() - 1);
        return Duration.ofNanos((long) (watch.interval().toNanos() * share));
    }

    private void say(RunnerConfig config) {
        if (!options.quiet && !options.json()) {
            RunnerConfig.Webhook webhook = config.watch().webhook();
            context.err()
                    .println("watching "
                            + config.repositories().stream()
                                    .map(RepositoryName::toString)
                                    .collect(Collectors.joining(", "))
                            + " for issues with the label " + config.labels().auto() + ", every "
                            + config.watch().interval().toSeconds() + " s"
                            + (webhook == null
                                    ? ""
                                    : ", and when GitHub's webhook is delivered to http://127.0.0.1:" + webhook.port()
                                            + WebhookServer.PATH));
        }
    }
}
