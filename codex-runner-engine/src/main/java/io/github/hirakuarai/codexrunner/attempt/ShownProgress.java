package io.github.hirakuarai.codexrunner.attempt;

import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.StepResult;
import io.github.hirakuarai.codexrunner.publish.RunReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the status comment of a running attempt at the step that runs. Each edit is a request, so steps that follow one
 * another quickly share one. Safe for many threads.
 */
final class ShownProgress {

    private static final Logger log = LoggerFactory.getLogger(ShownProgress.class);

    /** Between two edits. */
    private static final Duration PAUSE = Duration.ofSeconds(20);

    private final BiConsumer<RunReport.Progress, List<StepResult>> begins;
    private final Clock clock;
    private final Runnable show;
    private final List<StepResult> ended = new ArrayList<>();
    private Instant shownAt;
    private boolean changed;
    private boolean stopped;

    /**
     * @param begins takes the step that begins, and those that have ended
     * @param show brings the comment to what is known now
     */
    ShownProgress(BiConsumer<RunReport.Progress, List<StepResult>> begins, Clock clock, Runnable show) {
        this.begins = begins;
        this.clock = clock;
        this.show = show;
        shownAt = clock.instant();
    }

    /** Hears what happens in the run. */
    synchronized void on(RunEvent event) {
        if (event instanceof RunEvent.StepStarted step) {
            begins.accept(new RunReport.Progress(step.ordinal(), step.name(), clock.instant()), ended);
            changed = true;
            tell();
        } else if (event instanceof RunEvent.StepEnded step) {
            ended.add(step.step());
        }
    }

    /** Shows the step that runs, unless it is shown already or something was shown just before. */
    synchronized void tell() {
        Instant now = clock.instant();
        if (stopped || !changed || Duration.between(shownAt, now).compareTo(PAUSE) < 0) {
            return;
        }
        changed = false;
        shownAt = now;
        try {
            show.run();
        } catch (RunnerException e) {
            log.warn("the status comment could not be brought up to date: {}", e.getMessage());
        }
    }

    /** From now on nothing is shown, so that nothing is shown behind the end. */
    synchronized void stop() {
        stopped = true;
    }
}
