package io.github.hirakuarai.codexrunner.executor.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.hirakuarai.codexrunner.executor.kubernetes.ExecSocket.Fault;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes wrong between the runner and a pod: no step runs twice, and nothing that failed or was cut is taken for whole. */
class LostConnectionsTest extends PodHarness {

    /** The outcome is always the step's own: it is asked for again. */
    @ParameterizedTest
    @Tag("slow")
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SILENT")
    void aConnectionThatBreaksInAStepCostsNothingButTime(Fault fault) throws IOException {
        try (Workspace workspace = open()) {
            Path count = folder.toRealPath().resolve("count");
            for (int code : List.of(0, 3)) {
                cluster.next(fault, fault);
                Ran ran = run(workspace, "echo x >> " + count + "; echo first; sleep 0.3; echo last; exit " + code);

                assertThat(ran.exit()).isEqualTo(new StepExit.Exited(code));
                assertThat(ran.output()).isEqualTo("first\nlast\n");
            }
            assertThat(Files.readAllLines(count)).hasSize(2);
        }
    }

    /** The outcome is the right answer or UNREACHABLE, wherever in a run the connection breaks. */
    @ParameterizedTest
    @Tag("slow")
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SILENT")
    void aConnectionThatBreaksElsewhereIsToldAndNothingIsTakenForWhole(Fault fault) throws Exception {
        int told = 0;
        // A third of them by turns; the whole proof sees all.
        int step = "all".equals(System.getProperty("faults")) ? 1 : 3;
        for (int position = fault.name().length() % step; position < 14; position += step) {
            Fault[] faults = new Fault[position + 1];
            Arrays.fill(faults, Fault.NONE);
            faults[position] = fault;
            cluster.next(faults);
            try (Workspace workspace = open()) {
                StepExit exit = run(workspace, "seq 20000 > new.txt; rm src/new.txt; echo more >> README.md")
                        .exit();
                assertThat(exit).isEqualTo(new StepExit.Exited(0));
                assertThat(changes(workspace))
                        .containsExactly("M RE README.md 11", "A RE new.txt 108894", "D RE src/new.txt 0");
                assertThat(read(workspace, "new.txt")).hasSize(108_894).endsWith("\n20000\n");
            } catch (RunnerException e) {
                assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.UNREACHABLE);
                told++;
            }
            cluster.forget();
        }
        // Nobody needs the exit code, or what is said on standard error of a command that has answered.
        boolean harmless = EnumSet.of(
                        Fault.NONE, Fault.NO_EXIT_CODE, Fault.WRONG_CODE, Fault.STATUS_GARBLED, Fault.ERROR_LOST)
                .contains(fault);
        assertThat(told > 0).isEqualTo(!harmless);
    }

    /** The API server's answers to the runner's own requests, and what comes of them. */
    @ParameterizedTest
    @Tag("slow")
    @CsvSource(
            delimiter = '|',
            value = {
                "POST  | 500 | 1 | done",
                "POST  | 503 | 5 | done",
                "POST  | 429 | 2 | done",
                "POST  | 403 | 1 | may not create pods",
                "POST  | 401 | 1 | done",
                "POST  | 401 | 9 | does not accept the credentials",
                "POST  | 404 | 1 | could not create pods",
                "POST  | 422 | 1 | could not create pods",
                "GET   | 500 | 6 | done",
                "GET   | 429 | 3 | done",
                "GET   | 403 | 9 | may not read pods",
                "EXEC  | 403 | 1 | may not run commands in pods",
                "EXEC  | 500 | 9 | was lost",
                "EXEC  | 503 | 9 | was lost",
                "EXEC  | 404 | 9 | was lost",
                "LIST  | 500 | 9 | done",
                "LIST  | 403 | 1 | done",
            })
    void anAnswerOfTheServerIsToldOrOvercome(String request, int code, int times, String outcome) {
        String pods = "/api/v1/namespaces/briefs/pods";
        switch (request) {
            case "POST" -> cluster.refuse("POST " + pods, times, code);
            case "GET" -> {
                cluster.starting(
                        look -> look < 2 ? TestCluster.waiting("ContainerCreating", null) : TestCluster.running());
                cluster.refuse("GET " + pods + "/codex-runner-", times, code);
            }
            case "EXEC" -> cluster.refuseExec(times, code);
            default -> cluster.refuseList(times, code);
        }
        if (outcome.equals("done")) {
            try (Workspace workspace = open()) {
                assertThat(run(workspace, "echo x").output()).isEqualTo("x\n");
            }
        } else {
            assertThat(catchThrowableOfType(RunnerException.class, () -> open()))
                    .hasMessageContaining(outcome);
        }
    }

    @ParameterizedTest
    @Tag("slow")
    @CsvSource({"500", "503", "404"})
    void anExecThatIsRefusedInAStepIsAskedForAgain(int code) {
        try (Workspace workspace = open()) {
            cluster.refuseExec(3, code);
            assertThat(run(workspace, "echo x").output()).isEqualTo("x\n");
        }
    }

    @Test
    void aPodWhoseCreationWasNotAnsweredIsTakenUp() {
        cluster.loseAnswer("POST /api/v1/namespaces/briefs/pods", 1, 504);
        try (Workspace workspace = open()) {
            assertThat(run(workspace, "echo x").output()).isEqualTo("x\n");
            assertThat(cluster.processes()).hasSize(1);
        }
    }

    @Test
    void aDeletionThatWasNotAnsweredIsNoError() {
        cluster.loseAnswer("DELETE ", 1, 504);
        open().close();
    }

    @Test
    void aServerThatIsAwayInAStepCostsNothingButTime() throws Exception {
        try (Workspace workspace = open()) {
            Path count = folder.toRealPath().resolve("count");
            Output output = new Output();
            CompletableFuture<StepExit> exit = CompletableFuture.supplyAsync(() -> workspace.run(
                    shell("echo x >> " + count + "; echo begun; sleep 2; echo end; exit 4"),
                    output,
                    new CancellationToken()));
            until(() -> output.text().equals("begun\n"));
            cluster.network().down();
            until(() -> cluster.processes().get(0).others().stream().noneMatch(line -> line.endsWith("sleep 2")));
            cluster.network().up();

            assertThat(exit.join()).isEqualTo(new StepExit.Exited(4));
            assertThat(output.text()).isEqualTo("begun\nend\n");
            assertThat(Files.readAllLines(count)).hasSize(1);
        }
    }

    @Test
    void aServerThatIsAwayWhileThePodStartsIsWaitedFor() {
        cluster.starting(look -> {
            if (look == 1) {
                cluster.network().down();
                CompletableFuture.delayedExecutor(2, TimeUnit.SECONDS).execute(cluster.network()::up);
            }
            return look < 3 ? TestCluster.waiting("ContainerCreating", null) : TestCluster.running();
        });
        try (Workspace workspace = open()) {
            assertThat(run(workspace, "echo x").output()).isEqualTo("x\n");
        }
    }

    /** The network breaks after so many bytes of answers, anywhere in a whole run. */
    @ParameterizedTest
    @Tag("slow")
    @CsvSource({"100", "1500", "4000", "6500", "9000", "12000", "20000"})
    void aNetworkThatBreaksAnywhereGivesTheRightAnswerOrNone(long bytes) throws Exception {
        cluster.network().downAfter(bytes);
        try (Workspace workspace = open(request("~/work", cluster.lane(Map.of("pendingTimeout", "1s"))))) {
            CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS).execute(cluster.network()::up);
            assertThat(run(workspace, "echo more >> README.md").exit()).isEqualTo(new StepExit.Exited(0));
            assertThat(changes(workspace)).containsExactly("M RE README.md 11");
        } catch (RunnerException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.UNREACHABLE);
        } finally {
            cluster.network().up();
            cluster.clear();
        }
    }
}
