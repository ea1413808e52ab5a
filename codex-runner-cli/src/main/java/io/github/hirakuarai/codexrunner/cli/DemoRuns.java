package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.event.Decision;
import io.github.hirakuarai.codexrunner.event.Outcome;
import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.event.RunListener;
import io.github.hirakuarai.codexrunner.event.Selection;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.RateLimitedException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs the demo's briefs as any user does, one after the other. */
final class DemoRuns implements AutoCloseable {

    private static final int ENDS_WITHIN_SECONDS = 15;

    private final CliContext context;
    private final CommonOptions options;
    private final RunnerConfig config;
    private final Map<String, String> environment;
    private final ServicePage pages;
    private final ScheduledExecutorService runs =
            Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "codex-runner-demo"));
    /** What a look found that the look before has found, too, is not said again. */
    private final ChangeFilter news;

    private volatile RunListener reader = RunListener.NONE;
    private @Nullable ScheduledFuture<?> looking;
    private @Nullable Runner current;
    private boolean ending;
    /** Of the last look. What the next one fails of in the same way is not said again. */
    private @Nullable String failure;

    DemoRuns(CliContext context, CommonOptions options, Demo demo) {
        this.context = context;
        this.options = options;
        this.config = ConfigFile.read(context, demo.configuration().toString());
        this.environment = new HashMap<>(context.environment());
        this.environment.put("GITHUB_TOKEN", demo.token());
        this.pages = new ServicePage(config, environment, Clock.systemUTC());
        this.news = new ChangeFilter(event -> {
            if (!tellsOfTheEnd(event)) {
                reader.on(event);
            }
        });
    }

    ServicePage pages() {
        return pages;
    }

    /** That a brief has ended was shown when it did. */
    private static boolean tellsOfTheEnd(RunEvent event) {
        return event instanceof RunEvent.Evaluated evaluated
                && evaluated.evaluation().decision() instanceof Decision.Finished;
    }

    /** Runs what there is, and shows it. */
    List<Outcome> run() {
        try (ProgressPrinter progress = new ProgressPrinter(context, options)) {
            reader = options.json() ? new JsonEvents(context.out()) : progress;
            return run(news);
        } finally {
            reader = RunListener.NONE;
        }
    }

    /** Looks for briefs and commands again and again, as a service does. */
    void watch(Duration interval) {
        looking = runs.scheduleWithFixedDelay(
                this::look, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The same, shown in another way. */
    List<Outcome> run(RunListener listener) {
        try (Runner runner = Runner.builder(config)
                .environment(environment)
                .listener(event -> {
                    pages.on(event);
                    listener.on(event);
                })
                .build()) {
            if (!begin(runner)) {
                return List.of();
            }
            return runner.run(Selection.ALL);
        } finally {
            begin(null);
        }
    }

    /** Runs what there is, when everything before has ended. */
    void later() {
        runs.execute(this::look);
    }

    private void look() {
        try {
            run();
            failure = null;
        } catch (RunnerException e) {
            pages.failed(e);
            String message = SafeText.line(String.valueOf(e.getMessage()));
            // The end of a limit may be told to another second by each answer.
            String what = e instanceof RateLimitedException ? e.code().name() : message;
            if (!what.equals(failure)) {
                context.err().println("codex-runner: " + message);
            }
            failure = what;
        }
    }

    private synchronized boolean begin(@Nullable Runner runner) {
        current = runner;
        return !ending;
    }

    /** Cancels what runs, and waits for its end. */
    @Override
    public void close() {
        if (looking != null) {
            looking.cancel(false);
        }
        runs.shutdown();
        synchronized (this) {
            ending = true;
            if (current != null) {
                current.cancel("the demo is ending");
            }
        }
        try {
            runs.awaitTermination(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
