package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.model.Action;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.model.Step;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.model.StepResult;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the live line says is being done, at each event of a run. */
class ActivityTest {

    private static final BriefId ID = BriefId.parse("octo/app#1").orElseThrow();

    private final Activity activity = new Activity(() -> 0);

    @Test
    void eachPhaseIsNamedForAsLongAsItLasts() {
        activity.generally("looking for briefs");
        assertThat(stage()).isEqualTo("looking for briefs");
        on(new RunEvent.Scanned(1, 1));
        assertThat(stage()).isEqualTo("checking what was found");
        on(new RunEvent.Claimed(ID, new RunId("run-1"), 1, Path.of("x")));
        assertThat(stage()).isEqualTo("preparing");
        on(new RunEvent.StepStarted(ID, 1, 2, "one"));
        on(new RunEvent.StepOutput(ID, 1, "a line"));
        assertThat(stage()).isEqualTo("step 1/2 one │ a line");
        on(new RunEvent.StepProgress(ID, 1, "50%"));
        assertThat(stage()).isEqualTo("step 1/2 one │ 50%");
        on(ended(1, 0));
        assertThat(stage()).as("between two steps").isEqualTo("step 1/2 one │ 50%");
        on(new RunEvent.StepStarted(ID, 2, 2, "two"));
        on(ended(2, 0));
        assertThat(stage()).isEqualTo("outputs");
        on(new RunEvent.OutputDelivered(ID, "pr", List.of()));
        assertThat(stage()).isEqualTo("outputs delivered pr");
        on(new RunEvent.Ended(ID, new RunId("run-1"), Result.SUCCESS, null, List.of()));
        assertThat(activity.line()).as("after the end").isEmpty();
    }

    @Test
    void afterAFailureNothingIsSaidOfOutputs() {
        on(new RunEvent.StepStarted(ID, 1, 3, "one"));
        on(ended(1, 2));
        assertThat(stage()).isEqualTo("ending");
        on(new RunEvent.StepStarted(ID, 3, 3, "clean"));
        assertThat(stage()).isEqualTo("step 3/3 clean");
        on(ended(3, 0));
        assertThat(stage()).isEqualTo("ending");
    }

    private void on(RunEvent event) {
        activity.on(event);
    }

    private static RunEvent ended(int ordinal, int code) {
        Step step = new Step("s", new Action.Shell("true"), null, Map.of(), false, false);
        return new RunEvent.StepEnded(
                ID,
                new StepResult(ordinal, step, new StepExit.Exited(code), Instant.EPOCH, Duration.ofSeconds(1), ""),
                List.of());
    }

    private String stage() {
        LiveLine.Parts parts = activity.line().orElseThrow().fit(200);
        return (parts.lead() + parts.tail()).replace("octo/app#1 ", "").replace(" 0:00", "");
    }
}
