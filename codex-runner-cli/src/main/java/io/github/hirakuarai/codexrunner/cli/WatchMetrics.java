package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.event.Evaluation;
import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.event.RunListener;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What a service measures, from the runner's events, in the form that Prometheus reads. Safe for many threads. */
final class WatchMetrics implements RunListener {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Clock clock;
    private final Map<BriefId, BriefState> states = new ConcurrentHashMap<>();
    private final Map<BriefId, Instant> waitingSince = new ConcurrentHashMap<>();
    private final Map<BriefId, String> lanes = new ConcurrentHashMap<>();
    private final Set<BriefId> found = ConcurrentHashMap.newKeySet();
    private volatile double quotaLeft = Double.NaN;
    private volatile double waiting;

    private final Timer polls;
    private final DistributionSummary requests;
    private final Counter failedPolls;
    private final Counter lostClaims;

    WatchMetrics(Clock clock) {
        this.clock = clock;
        for (BriefState state : BriefState.values()) {
            Gauge.builder("codex.runner.briefs", () -> count(state))
                    .description("Briefs that the last poll found, by their state")
                    .tag("state", lower(state))
                    .register(registry);
        }
        Gauge.builder("codex.runner.queue", () -> waiting)
                .description("Briefs that waited for their lane after the last poll")
                .register(registry);
        Gauge.builder("codex.runner.queue.age.seconds", this::longestWait)
                .description("How long ago the brief that waits longest was first found")
                .register(registry);
        Gauge.builder("codex.runner.api.quota.left", () -> quotaLeft)
                .description("Requests left until the forge's rate limit resets")
                .register(registry);
        this.polls = Timer.builder("codex.runner.poll")
                .description("How long polls took")
                .register(registry);
        this.requests = DistributionSummary.builder("codex.runner.poll.requests")
                .description("Requests that were sent while a poll lasted")
                .register(registry);
        this.failedPolls = Counter.builder("codex.runner.polls.failed")
                .description("Polls that failed")
                .register(registry);
        this.lostClaims = Counter.builder("codex.runner.claims.lost")
                .description("Claims that another runner won, or that were lost while their brief ran")
                .register(registry);
    }

    /** Everything as it stands now. */
    String text() {
        return registry.scrape();
    }

    /** A poll came to nothing. */
    void pollFailed() {
        failedPolls.increment();
    }

    @Override
    public void on(RunEvent event) {
        if (event instanceof RunEvent.Scanned) {
            found.clear();
        } else if (event instanceof RunEvent.Evaluated evaluated) {
            evaluated(evaluated.evaluation());
        } else if (event instanceof RunEvent.Claimed claimed) {
            waitingSince.remove(claimed.id());
            states.put(claimed.id(), BriefState.PICKED);
        } else if (event instanceof RunEvent.StateShown shown) {
            states.put(shown.id(), shown.state());
        } else if (event instanceof RunEvent.StepEnded ended) {
            Timer.builder("codex.runner.step")
                    .description("How long steps ran")
                    .tag("lane", lanes.getOrDefault(ended.id(), ""))
                    .tag("succeeded", Boolean.toString(ended.step().exit().succeeded()))
                    .register(registry)
                    .record(ended.step().elapsed());
        } else if (event instanceof RunEvent.Ended ended) {
            ended(ended);
        } else if (event instanceof RunEvent.Polled polled) {
            polled(polled);
        }
    }

    private void evaluated(Evaluation brief) {
        found.add(brief.id());
        states.put(brief.id(), brief.state());
        if (brief.plan().isPresent()) {
            lanes.put(brief.id(), brief.plan().get().lane().name());
            waitingSince.putIfAbsent(brief.id(), clock.instant());
        } else {
            waitingSince.remove(brief.id());
        }
        // A scan that meets a claim has lost nothing.
        boolean couldBeClaimed = brief.state() == BriefState.NEW || brief.state() == BriefState.FAILED;
        if (couldBeClaimed
                && brief.reasons().stream().anyMatch(reason -> reason.code() == ReasonCode.CLAIMED_ELSEWHERE)) {
            lostClaims.increment();
        }
    }

    private void ended(RunEvent.Ended ended) {
        states.put(ended.id(), ended.result().state());
        Counter.builder("codex.runner.runs")
                .description("Attempts that have ended, by their result")
                .tag("result", lower(ended.result()))
                .register(registry)
                .increment();
        if (ended.failure() != null && ended.failure().code().equals(ErrorCode.LEASE_LOST.name())) {
            lostClaims.increment();
        }
    }

    private void polled(RunEvent.Polled polled) {
        polls.record(polled.elapsed());
        requests.record((double) polled.requests());
        waiting = polled.waiting();
        quotaLeft = polled.quotaLeft() == null ? Double.NaN : polled.quotaLeft().doubleValue();
        // What is not found any more, because its issue was closed or lost its label, is forgotten.
        states.keySet().retainAll(found);
        waitingSince.keySet().retainAll(found);
        lanes.keySet().retainAll(found);
    }

    private double count(BriefState state) {
        return (double) states.values().stream().filter(state::equals).count();
    }

    private double longestWait() {
        return waitingSince.values().stream()
                .map(since -> Duration.between(since, clock.instant()))
                .mapToDouble(wait -> wait.toMillis() / 1000.0)
                .max()
                .orElse(0);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
