package io.github.hirakuarai.codexrunner.executor.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps that have the rights of their supervisor, and turn against it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DistrustedSupervisorTest extends SupervisedSteps {

    /** By a step, or by whoever may send its signals. */
    @Test
    void aStepThatStopsItsSupervisorIsEndedAllTheSame() throws Exception {
        String stop = "echo $$ > " + folder.resolve("pid") + "; kill -STOP $(cut -d' ' -f2 " + supervisor.folder()
                + "/supervisor); echo begun; sleep 300";

        assertThat(runLimited(1, stop)).isEqualTo(new StepExit.TimedOut(Duration.ofSeconds(1)));

        until(() -> !isRunning(pid("pid")));
        assertThat(run(2, "echo next", new Output())).isEqualTo(new StepExit.Exited(0));
    }

    @Test
    void aCancellationOfAStepThatStoppedItsSupervisorTakesSeconds() throws Exception {
        Output output = new Output();
        CancellationToken cancellation = new CancellationToken();
        String stop = "echo $$ > " + folder.resolve("pid") + "; kill -STOP $(cut -d' ' -f2 " + supervisor.folder()
                + "/supervisor); echo begun; sleep 300";
        CompletableFuture<StepExit> exit = CompletableFuture.supplyAsync(
                () -> supervisor.run(launch(stop), request(1, Duration.ofMinutes(5), 0), output, cancellation));
        until(() -> output.text().equals("begun\n"));
        Instant begin = Instant.now();
        cancellation.cancel("enough");

        assertThat(exit.join()).isNotInstanceOf(StepExit.Exited.class);
        supervisor.close();
        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(15));
        assertThat(isRunning(pid("pid"))).isFalse();
        supervisor = open(TreeMode.CGROUP);
    }

    /** As a step can that has the rights of its supervisor: what it put there says that it runs, for ever. */
    @Test
    void aStepThatReplacesItsSupervisorIsGivenUp() throws Exception {
        Path script = Path.of(supervisor.folder(), "supervisor.sh");
        String replace =
                "echo '[[ $1 != read ]] || { echo codex-runner: running >&2; exit; }; exec sleep 300' > " + script
                        + "; kill -STOP $(cut -d' ' -f2 " + supervisor.folder() + "/supervisor); echo begun; sleep 300";

        assertThat(runLimited(1, replace)).isEqualTo(new StepExit.TimedOut(Duration.ofSeconds(1)));

        assertThat(supervisor.isDistrusted()).isTrue();
        supervisor.close();
        supervisor = open(TreeMode.CGROUP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"result E x 0 whole", "result E"})
    void aResultThatMakesNoSenseIsNoSuccess(String said) throws Exception {
        Path script = Path.of(supervisor.folder(), "supervisor.sh");
        String kept = Files.readString(script);
        String replace = "echo '[[ $1 != read ]] || echo codex-runner: " + said + " >&2' > " + script + ".new; mv "
                + script + ".new " + script + "; sleep 40";

        assertThat(run(1, replace, new Output()))
                .isEqualTo(new StepExit.Lost("its host gives an answer that the runner does not understand"));

        Files.writeString(script, kept);
    }

    /** With a time limit, and a reserve, of a second. */
    private StepExit runLimited(int ordinal, String script) {
        Duration second = Duration.ofSeconds(1);
        return new SupervisedStep(supervisor, launch(script), request(ordinal, second, 0), new Output(), GRACE, second)
                .await(new CancellationToken());
    }
}
