package io.github.hirakuarai.codexrunner.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.model.Action;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.Step;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.model.StepResult;
import io.github.hirakuarai.codexrunner.publish.RunReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ShownProgressTest {

    private static final BriefId ID = BriefId.parse("octo/app#1").orElseThrow();

    private Instant now = Instant.parse("2026-11-21T05:04:03Z");
    private RunReport.@Nullable Progress running;
    private int ended;
    private final List<String> shown = new ArrayList<>();
    private boolean broken;

    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    };

    private final ShownProgress progress = new ShownProgress(
            (step, before) -> {
                running = step;
                ended = before.size();
            },
            clock,
            this::show);

    private void show() {
        if (broken) {
            throw new RunnerException(ErrorCode.UNREACHABLE, "the forge does not answer");
        }
        RunReport.Progress step = running;
        shown.add(step == null ? "nothing" : step.step() + " " + step.name() + " after " + ended);
    }

    private void start(int step, String name) {
        progress.on(new RunEvent.StepStarted(ID, step, 4, name));
    }

    private void end(int step) {
        Step of = new Step("x", new Action.Shell("true"), null, Map.of(), false, false);
        progress.on(new RunEvent.StepEnded(
                ID, new StepResult(step, of, new StepExit.Exited(0), now, Duration.ZERO, ""), List.of()));
    }

    @Test
    void stepsThatFollowOneAnotherQuicklyShareOneEdit() {
        start(1, "configure");
        end(1);
        start(2, "compile");
        progress.tell();
        assertThat(shown).as("the comment was written just before").isEmpty();

        now = now.plusSeconds(20);
        progress.tell();
        progress.tell();

        assertThat(shown).containsExactly("2 compile after 1");
    }

    @Test
    void aStepThatBeginsLateIsShownAtOnceAndOnlyOnce() {
        now = now.plusSeconds(60);
        start(1, "configure");
        now = now.plusSeconds(60);
        progress.tell();

        assertThat(shown).containsExactly("1 configure after 0");
    }

    @Test
    void whatCannotBeShownEndsNothing() {
        broken = true;
        now = now.plusSeconds(60);
        start(1, "configure");

        assertThat(shown).isEmpty();
    }

    @Test
    void nothingIsShownBehindTheEnd() {
        start(1, "configure");
        progress.stop();
        now = now.plusSeconds(60);
        progress.tell();

        assertThat(shown).isEmpty();
    }
}
