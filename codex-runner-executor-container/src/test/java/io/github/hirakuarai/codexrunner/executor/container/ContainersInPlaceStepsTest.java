package io.github.hirakuarai.codexrunner.executor.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.executor.host.HostExecutor;
import io.github.hirakuarai.codexrunner.model.Action;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.testkit.contract.ExecutorStepContract;
import io.github.hirakuarai.codexrunner.testkit.scene.Podman;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Steps that have a container each hold the contract. */
@Tag("slow")
@EnabledIf(value = "isThere", disabledReason = "podman is not there")
class ContainersInPlaceStepsTest extends ExecutorStepContract {

    private Podman podman;

    static boolean isThere() throws Exception {
        return Podman.isThere();
    }

    @Override
    protected Executor makeExecutor(Path stateDir, Path home) throws Exception {
        podman = Podman.in(Files.createDirectory(home.resolve("podman")));
        Map<String, String> environment = new HashMap<>(podman.environment());
        environment.put("HOME", home.toString());
        return new HostExecutor(Clock.systemUTC(), new ContainerAccess(environment));
    }

    @Override
    protected Lane lane(Lane.WorkspaceMode mode) {
        return podman.lane(Map.of(), folder).in(Lane.WorkspaceMode.IN_PLACE);
    }

    /** Processes have other numbers in there, so those that see the clone's mount are looked for. */
    @Override
    protected List<Long> livingBeats() {
        return ContainersInPlaceTest.in(fixture.root());
    }

    /** The time limit of the contract is about what a container takes to start. */
    @Test
    @Override
    protected void aTimeoutEndsTheStep() {
        Duration limit = Duration.ofSeconds(5);
        try (Workspace workspace = open()) {
            Ran ran = run(workspace, step(new Action.Shell("echo begun; sleep 30"), Map.of(), limit));
            assertThat(ran.exit()).isEqualTo(new StepExit.TimedOut(limit));
            assertThat(ran.output()).isEqualTo("begun\n");
            assertThat(livingBeats()).isEmpty();
        }
    }

    @Test
    @Override
    protected void aStepMayUseItsGraceTimeToCleanUp() {
        String script = "trap 'echo cleaned; exit 0' TERM; for _ in {1..300}; do sleep 0.1; done";
        try (Workspace workspace = open()) {
            Ran ran = run(workspace, step(new Action.Shell(script), Map.of(), Duration.ofSeconds(5)));
            assertThat(ran.exit()).isInstanceOf(StepExit.TimedOut.class);
            assertThat(ran.output()).endsWith("cleaned\n");
        }
    }
}
