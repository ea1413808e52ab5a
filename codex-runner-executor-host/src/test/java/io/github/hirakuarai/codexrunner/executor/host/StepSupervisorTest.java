package io.github.hirakuarai.codexrunner.executor.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import io.github.hirakuarai.codexrunner.spi.StepRequest;
import io.github.hirakuarai.codexrunner.spi.WorkspaceUnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The supervisor by itself: what outlives a connection, a runner and the supervisor, and how a step's end is known. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class StepSupervisorTest extends SupervisedSteps {

    @Test
    void bothStreamsComeInTheOrderInWhichTheyWereWritten() {
        for (int ordinal = 1; ordinal <= 6; ordinal++) {
            Output output = new Output();
            assertThat(run(ordinal, "for i in 1 2 3; do echo out $i; echo err $i >&2; done", output))
                    .isEqualTo(new StepExit.Exited(0));
            assertThat(output.text()).isEqualTo("out 1\nerr 1\nout 2\nerr 2\nout 3\nerr 3\n");
        }
    }

    @Test
    void aStepTrapsSignalsThatItsRunnerIgnores() {
        supervisor.close();
        host.ignoreSignals();
        supervisor = open(TreeMode.CGROUP);
        Output output = new Output();

        assertThat(run(1, "for s in HUP INT QUIT; do trap \"echo $s\" $s; kill -$s $$; done", output))
                .isEqualTo(new StepExit.Exited(0));

        assertThat(output.text()).isEqualTo("HUP\nINT\nQUIT\n");
    }

    @Test
    void noLineIsLostOrDoubledWhenTheConnectionIsCutAgainAndAgain() {
        Output output = new Output();
        CompletableFuture<StepExit> exit = CompletableFuture.supplyAsync(
                () -> run(1, "for i in {1..40}; do echo line $i; sleep 0.1; done; echo end >&2; exit 3", output));
        for (int line : new int[] {3, 9, 20}) {
            until(() -> output.text().contains("line " + line + "\n"));
            host.cut();
        }

        assertThat(exit.join()).isEqualTo(new StepExit.Exited(3));
        StringBuilder expected = new StringBuilder();
        IntStream.rangeClosed(1, 40)
                .forEach(line -> expected.append("line ").append(line).append('\n'));
        assertThat(output.text()).isEqualTo(expected + "end\n");
    }

    @Test
    void aStepIsStartedOnceHoweverOftenItIsAskedFor() throws Exception {
        String script = "echo ran >> " + folder.resolve("counter") + "; sleep 0.5; echo said";
        Output first = new Output();
        Output second = new Output();
        CompletableFuture<StepExit> one = CompletableFuture.supplyAsync(() -> run(1, script, first));
        CompletableFuture<StepExit> other = CompletableFuture.supplyAsync(() -> run(1, script, second));
        assertThat(one.join()).isEqualTo(new StepExit.Exited(0));
        assertThat(other.join()).isEqualTo(new StepExit.Exited(0));
        assertThat(run(1, script, new Output())).isEqualTo(new StepExit.Exited(0));

        assertThat(Files.readString(folder.resolve("counter"))).isEqualTo("ran\n");
        assertThat(first.text()).isEqualTo("said\n");
        assertThat(second.text()).isEqualTo("said\n");
    }

    @Test
    void aLaterProcessGoesOnWhereTheOutputEnded() {
        Output before = new Output();
        CompletableFuture<StepExit> killed =
                CompletableFuture.supplyAsync(() -> run(1, "echo one; sleep 1; echo two; sleep 1; echo three", before));
        until(() -> before.text().equals("one\n"));

        StepSupervisor later = StepSupervisor.resume(host.shell(), RUN, locks(), TreeMode.CGROUP, GRACE, LEASE)
                .orElseThrow();
        Output after = new Output();
        assertThat(later.run(
                        launch("echo never"), request(1, Duration.ofSeconds(30), 4), after, new CancellationToken()))
                .isEqualTo(new StepExit.Exited(0));
        assertThat(after.text()).isEqualTo("two\nthree\n");
        assertThat(killed.join()).isEqualTo(new StepExit.Exited(0));
    }

    @Test
    void aTimeLimitIsKeptWithoutTheRunner() {
        host.breakAfterNextStart();
        Instant begin = Instant.now();
        Output output = new Output();
        CompletableFuture<StepExit> exit = CompletableFuture.supplyAsync(() -> supervisor.run(
                launch("echo $$ > " + folder.resolve("pid") + "; sleep 30"),
                request(1, Duration.ofSeconds(1), 0),
                output,
                new CancellationToken()));
        until(() -> pid("pid") > 0 && !isRunning(pid("pid")));
        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(15));
        host.reconnect();
        assertThat(exit.join()).isEqualTo(new StepExit.TimedOut(Duration.ofSeconds(1)));
    }

    @Test
    void aSupervisorIsNotTakenForOneThatRunsWhereACommandIsMissing() throws Exception {
        killSupervisor();
        Path programs = Files.createDirectory(folder.resolve("programs"));
        Files.writeString(programs.resolve("flock"), "#!/bin/bash\nexec /usr/bin/flock \"$@\"\n");
        Files.setPosixFilePermissions(programs.resolve("flock"), PosixFilePermissions.fromString("rwxr-xr-x"));
        ProcessBuilder renew =
                new ProcessBuilder("/bin/bash", supervisor.folder() + "/supervisor.sh", "renew", "1000", "1");
        renew.environment().put("PATH", programs.toString());
        assertThat(new String(renew.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("over\0");
    }

    @Test
    void whatNobodyRenewsIsEndedAndNeverASuccess() {
        supervisor.renew(new StepSupervisor.Lease(Duration.ofSeconds(2), GRACE));
        Output output = new Output();
        assertThat(run(1, "trap 'echo ending; exit 0' TERM; echo begun; for i in {1..300}; do sleep 0.1; done", output))
                .isInstanceOf(StepExit.Lost.class);
        assertThat(output.text()).startsWith("begun\n").endsWith("ending\n");
        // The lock is free, and nothing is begun any more.
        assertThat(run(2, "echo never", output)).isInstanceOf(StepExit.Lost.class);
        assertThat(StepSupervisor.resume(host.shell(), RUN, locks(), TreeMode.CGROUP, GRACE, LEASE))
                .isEmpty();
        assertThatThrownBy(() -> supervisor.renew(LEASE)).hasMessageContaining("has ended");
    }

    @Test
    void aRenewalLetsStepsGoOn() {
        supervisor.renew(new StepSupervisor.Lease(Duration.ofSeconds(1), GRACE));
        CompletableFuture<StepExit> exit = CompletableFuture.supplyAsync(() -> run(1, "sleep 3", new Output()));
        supervisor.renew(LEASE);
        assertThat(exit.join()).isEqualTo(new StepExit.Exited(0));
    }

    @Test
    void aHostThatDoesNotComeBackInTimeIsNoSuccess() {
        supervisor.renew(new StepSupervisor.Lease(Duration.ofSeconds(1), GRACE));
        host.breakAfterNextStart();
        assertThat(run(1, "exit 0", new Output())).isInstanceOf(StepExit.Lost.class);
    }

    @ParameterizedTest
    @EnumSource(TreeMode.class)
    void aSupervisorThatIsKilledLosesItsStepAndNothingOfItStays(TreeMode mode) throws Exception {
        supervisor.close();
        supervisor = open(mode);
        Output output = new Output();
        CompletableFuture<StepExit> exit = CompletableFuture.supplyAsync(
                () -> run(1, "echo $$ > " + folder.resolve("pid") + "; echo begun; exec sleep 30", output));
        until(() -> output.text().equals("begun\n"));
        killSupervisor();

        assertThat(exit.join()).isInstanceOf(StepExit.Lost.class);
        if (supervisor.mode() == TreeMode.GROUP) {
            kill(pid("pid"));
        }
        until(() -> !isRunning(pid("pid")));
        assertThat(run(2, "echo next", output)).isEqualTo(new StepExit.Exited(0));
    }

    @Test
    void theProcessThatWaitsForAStepMayBeKilledByIt() {
        assertThat(run(1, "kill -KILL $PPID; sleep 30", new Output())).isInstanceOf(StepExit.Lost.class);
        assertThat(run(2, "exit 4", new Output())).isEqualTo(new StepExit.Exited(4));
    }

    @Test
    void aLogEndsAtItsLimitAndItsWriterDoesNotNotice() {
        Output output = new Output();
        StepRequest request = new StepRequest(1, step(), environment(), Duration.ofSeconds(30), 10 << 10, 0);
        StepExit exit = supervisor.run(
                launch("yes | head -c 1000000 || exit 1; echo end || exit 2; exit 5"),
                request,
                output,
                new CancellationToken());
        assertThat(exit).isEqualTo(new StepExit.Exited(5));
        assertThat(output.text()).hasSize(10 << 10);
    }

    /** Bare of everything by which processes are found, where there is no cgroup. */
    @Test
    void nothingWaitsForAPipeThatASurvivorHolds() throws Exception {
        supervisor.close();
        supervisor = open(TreeMode.GROUP);
        Output output = new Output();
        Instant begin = Instant.now();
        StepExit exit = run(
                1,
                "(setsid env -i bash -c 'echo $$ > " + folder.resolve("pid") + "; exec sleep 20' &);" + " until [[ -s "
                        + folder.resolve("pid") + " ]]; do :; done; echo said",
                output);
        assertThat(exit).isEqualTo(new StepExit.Exited(0));
        assertThat(output.text()).isEqualTo("said\n");
        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(10));
        kill(pid("pid"));
    }

    @Test
    void aLockThatOthersHoldIsToldAndLeavesNothing() {
        assertThatThrownBy(() ->
                        StepSupervisor.open(host.shell(), new RunId("another"), locks(), TreeMode.CGROUP, GRACE, LEASE))
                .isInstanceOf(WorkspaceUnavailableException.class);
        assertThat(Path.of(supervisor.folder()).resolveSibling("another")).doesNotExist();
    }

    @Test
    void foldersThatNobodyHasHeldForAWeekAreRemoved() throws Exception {
        Path runs = Path.of(supervisor.folder()).getParent();
        Instant longAgo = Instant.now().minus(Duration.ofDays(8));
        for (String name : List.of("old", "recent")) {
            Files.createDirectories(runs.resolve(name).resolve("output"));
            Files.createFile(runs.resolve(name).resolve("alive"));
        }
        Files.setLastModifiedTime(runs.resolve("old/alive"), FileTime.from(longAgo));
        Files.setLastModifiedTime(Path.of(supervisor.folder()).resolve("alive"), FileTime.from(longAgo));

        StepSupervisor other =
                StepSupervisor.open(host.shell(), new RunId("other"), List.of(), TreeMode.CGROUP, GRACE, LEASE);
        until(() -> !Files.exists(runs.resolve("old")));
        other.close();
        assertThat(runs.resolve("recent")).exists();
        assertThat(supervisor.folder())
                .satisfies(own -> assertThat(Path.of(own)).exists());
    }

    @Test
    void whatTheLaneGaveAStepIsForItsUserAloneAndGoesWithTheSupervisor() throws Exception {
        Path own = Path.of(supervisor.folder());
        CompletableFuture<StepExit> running = CompletableFuture.supplyAsync(() -> run(1, "sleep 30", new Output()));
        until(() -> !requests(own).isEmpty());
        assertThat(Files.getPosixFilePermissions(requests(own).get(0)))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        StepSupervisor other =
                StepSupervisor.open(host.shell(), new RunId("other"), List.of(), TreeMode.CGROUP, GRACE, LEASE);
        Path left = Files.createDirectories(own.resolveSibling("left"));
        Files.createFile(left.resolve("alive"));
        Files.createFile(left.resolve("2.77.request"));
        other.close();
        assertThat(requests(own)).isNotEmpty();

        StepSupervisor another =
                StepSupervisor.open(host.shell(), new RunId("another"), List.of(), TreeMode.CGROUP, GRACE, LEASE);
        until(() -> requests(left).isEmpty());
        another.close();
        assertThat(requests(own)).as("of a run that is held").isNotEmpty();
        supervisor.stop(1);
        assertThat(running.join()).isInstanceOf(StepExit.Cancelled.class);
    }

    private static List<Path> requests(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".request")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As when a test's folder is removed, or an operator cleans up: nobody could ask for anything any more. */
    @Test
    void aSupervisorWhoseFolderIsRemovedEndsAndFreesTheClone() throws Exception {
        long pid = supervisorPid();
        Files.delete(Path.of(supervisor.folder(), "lease"));
        supervisor.stop(1);

        until(() -> !isRunning(pid));
        supervisor.close();
        supervisor = open(TreeMode.CGROUP);
    }

    @Test
    void aStepThatRemovesTheFolderOfItsSupervisorIsLostForThatReason() throws Exception {
        long pid = supervisorPid();
        assertThat(run(1, "rm -rf " + supervisor.folder() + "; sleep 30", new Output()))
                .isInstanceOfSatisfying(
                        StepExit.Lost.class,
                        lost -> assertThat(lost.why()).contains(supervisor.folder(), "was removed"));
        Instant begin = Instant.now();
        assertThat(run(2, "echo never", new Output()))
                .isInstanceOfSatisfying(
                        StepExit.Lost.class, lost -> assertThat(lost.why()).contains("was removed"));
        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(10));

        until(() -> !isRunning(pid));
        supervisor = open(TreeMode.CGROUP);
    }

    @Test
    void aStepThatFillsTheDiskHasItsResultAndIsToldWhatIsMissing() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root may mount a small disk");
        supervisor.close();
        Path state = folder.resolve("state");
        mount("mount", "-t", "tmpfs", "-o", "size=1m", "none", state.toString());
        try {
            supervisor = open(TreeMode.CGROUP);
            Output output = new Output();
            assertThat(run(1, "head -c 3000000 /dev/zero | tr '\\0' x; exit 3", output))
                    .isEqualTo(new StepExit.Exited(3));
            assertThat(output.text()).startsWith("xxx").endsWith("was full]\n");
            assertThat(run(2, "exit 0", new Output()))
                    .isInstanceOfSatisfying(
                            StepExit.NotStarted.class,
                            exit -> assertThat(exit.why()).contains("disk full"));
            // A look takes up no more room, and takes nothing away.
            killSupervisor();
            assertThatThrownBy(supervisor::restart).hasMessageContaining("cannot be written");
            assertThat(Path.of(supervisor.folder(), "1.log")).isNotEmptyFile();

            Files.delete(Path.of(supervisor.folder(), "1.log"));
            output = new Output();
            assertThat(run(3, "cat /dev/zero > " + state + "/fill; echo full; rm " + state + "/fill; echo end", output))
                    .isEqualTo(new StepExit.Exited(0));
            assertThat(output.text()).endsWith("was full]\n");
            supervisor.close();
        } finally {
            mount("umount", "-l", state.toString());
        }
        supervisor = open(TreeMode.CGROUP);
    }

    private static void mount(String... words) throws Exception {
        assertThat(new ProcessBuilder(words).inheritIO().start().waitFor()).isZero();
    }

    @Test
    void aResultThatCannotBeWrittenIsNoSuccess() {
        String taken = "for f in " + supervisor.folder() + "/1.*.result; do rm $f; mkdir $f; done";
        assertThat(run(1, taken, new Output())).isInstanceOf(StepExit.Lost.class);
        assertThat(run(2, "exit 4", new Output())).isEqualTo(new StepExit.Exited(4));
    }

    @Test
    void aRequestThatWasCutOffIsNotBegun() {
        host.truncateNextInput();
        Output output = new Output();
        assertThat(run(1, "echo whole; echo " + "x".repeat(100_000), output)).isEqualTo(new StepExit.Exited(0));
        assertThat(output.text()).startsWith("whole\n");
    }
}
