package io.github.hirakuarai.codexrunner.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.model.Action;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What every {@link io.github.hirakuarai.codexrunner.spi.Executor} must hold of the steps that it runs, and of the processes
 * that they start. The lane's host is this machine, or one that sees this machine's files under the same paths; it needs
 * {@code bash}, {@code python3} and {@code make}.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
public abstract class ExecutorStepContract extends ExecutorHarness {

    private static final Duration LONG = Duration.ofSeconds(60);

    /** Makes the contract. */
    protected ExecutorStepContract() {}

    @Test
    protected void bothStreamsComeInTheOrderInWhichTheyWereWrittenAndTheExitCodeIsTold() {
        try (Workspace workspace = open()) {
            assertThat(run(workspace, "for i in 1 2 3; do echo out $i; echo err $i >&2; done; exit 3"))
                    .isEqualTo(new Ran(new StepExit.Exited(3), "out 1\nerr 1\nout 2\nerr 2\nout 3\nerr 3\n"));
        }
    }

    @ParameterizedTest
    @CsvSource({"kill -9 $$, 9", "kill -TERM $$, 15", "kill -SEGV $$, 11", "kill -INT $$, 2"})
    protected void aSignalIsToldFromAnExitCode(String script, int signal) {
        try (Workspace workspace = open()) {
            assertThat(run(workspace, script).exit()).isEqualTo(new StepExit.Signalled(signal));
            assertThat(run(workspace, "exit " + (128 + signal)).exit()).isEqualTo(new StepExit.Exited(128 + signal));
        }
    }

    @Test
    protected void aScriptRunsAsItStands() {
        try (Workspace workspace = open()) {
            Ran ran = run(
                    workspace,
                    "false\necho 'a \"quoted\" $HOME `x` \\n line'\ncat <<'END'\n$(heredoc)\nEND\necho \"$#:$-\"\necho 日本語");
            assertThat(ran.exit()).isEqualTo(new StepExit.Exited(0));
            assertThat(ran.output()).isEqualTo("a \"quoted\" $HOME `x` \\n line\n$(heredoc)\n0:hB\n日本語\n");
        }
    }

    @Test
    protected void aStepFindsNothingOnItsStandardInput() {
        try (Workspace workspace = open()) {
            assertThat(run(workspace, "cat; read -r line || echo none; echo after")
                            .output())
                    .isEqualTo("none\nafter\n");
        }
    }

    @Test
    protected void eachStepIsAFreshProcessInTheWorkdir() {
        try (Workspace workspace = open()) {
            assertThat(run(workspace, "cd src; export LEFT=1; umask 077; exec 2>&-")
                            .exit())
                    .isEqualTo(new StepExit.Exited(0));
            assertThat(run(workspace, "pwd; echo \"[$LEFT]\"; [[ -t 0 || -t 1 ]] || echo no terminal; echo x >&2"))
                    .isEqualTo(new Ran(new StepExit.Exited(0), workspace.workdir() + "\n[]\nno terminal\nx\n"));
        }
    }

    @Test
    protected void theEnvironmentIsWhatTheRequestSays() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("PLAIN", "value");
        variables.put("ODD", "it's \"odd\" $PLAIN `x` \\ ! \n second line 日本語");
        variables.put("EMPTY", "");
        variables.put("dotted.name", "dots");
        variables.put("SECONDS", "text");
        variables.put("PATH", "/usr/bin:/bin:/somewhere/else");
        try (Workspace workspace = open()) {
            Ran ran = run(
                    workspace,
                    step(
                            new Action.Python(
                                    "import os\nfor name in ('PLAIN', 'ODD', 'EMPTY', 'dotted.name', 'SECONDS',"
                                            + " 'PATH', 'GITHUB_TOKEN'):\n    print(repr(os.environ.get(name)))\n"),
                            variables,
                            LONG));
            assertThat(ran.output().lines())
                    .containsExactly(
                            "'value'",
                            "'it\\'s \"odd\" $PLAIN `x` \\\\ ! \\n second line 日本語'",
                            "''",
                            "'dots'",
                            "'text'",
                            "'/usr/bin:/bin:/somewhere/else'",
                            "None");
        }
    }

    @Test
    protected void pythonMakeAndProgramsThatAreMissing() {
        try (Workspace workspace = open()) {
            run(workspace, "printf 'all:\\n\\t@echo made $(WHAT)\\n' > Makefile; echo 'value = 42' > helper.py");
            assertThat(run(
                            workspace,
                            step(new Action.Python("import helper\nprint(helper.value, __name__)"), Map.of(), LONG)))
                    .isEqualTo(new Ran(new StepExit.Exited(0), "42 __main__\n"));
            assertThat(run(workspace, step(new Action.Python("import sys\nsys.exit(4)"), Map.of(), LONG))
                            .exit())
                    .isEqualTo(new StepExit.Exited(4));
            assertThat(run(workspace, step(new Action.Make(List.of("all", "WHAT=a b;c")), Map.of(), LONG))
                            .output())
                    .startsWith("made a b\n");
            assertThat(run(workspace, step(new Action.Kubectl(List.of("version")), Map.of("PATH", "/nowhere"), LONG))
                            .exit())
                    .isInstanceOfSatisfying(
                            StepExit.NotStarted.class,
                            exit -> assertThat(exit.why()).contains("kubectl"));
        }
    }

    @Test
    protected void argumentsNeverGoThroughAShell() throws Exception {
        Path programs = Files.createDirectory(folder.resolve("bin"));
        Path kubectl = programs.resolve("kubectl");
        Files.writeString(kubectl, "#!/bin/sh\nprintf '<%s>' \"$@\"\n");
        assertThat(kubectl.toFile().setExecutable(true)).isTrue();
        try (Workspace workspace = open()) {
            Ran ran = run(
                    workspace,
                    step(
                            new Action.Kubectl(List.of("get", "a b", "$HOME", "it's", "`x`", "*", "")),
                            Map.of("PATH", programs + ":/usr/bin:/bin"),
                            LONG));
            assertThat(ran.output()).isEqualTo("<get><a b><$HOME><it's><`x`><*><>");
        }
    }

    @Test
    protected void outputComesWhileTheStepRuns() {
        try (Workspace workspace = open()) {
            Output output = new Output();
            CancellationToken cancellation = new CancellationToken();
            CompletableFuture<StepExit> exit = CompletableFuture.supplyAsync(
                    () -> workspace.run(shell("echo first; echo second >&2; sleep 30"), output, cancellation));
            until(() -> output.text().equals("first\nsecond\n"));
            cancellation.cancel("seen enough");
            assertThat(exit.join()).isEqualTo(new StepExit.Cancelled("seen enough"));
        }
    }

    /** It may come before there is a process to be ended. */
    @Test
    protected void aCancellationWhileAStepBeginsEndsIt() {
        try (Workspace workspace = open()) {
            for (int millis = 0; millis < 12; millis++) {
                CancellationToken cancellation = new CancellationToken();
                Instant begin = Instant.now();
                CompletableFuture<StepExit> exit = CompletableFuture.supplyAsync(
                        () -> workspace.run(shell("sleep 30"), new Output(), cancellation));
                LockSupport.parkNanos(millis * 1_000_000L);
                cancellation.cancel("at once");

                assertThat(exit.join()).isEqualTo(new StepExit.Cancelled("at once"));
                assertThat(Duration.between(begin, Instant.now()))
                        .as("%s ms", millis)
                        .isLessThan(Duration.ofSeconds(15));
            }
        }
    }

    @Test
    protected void anyBytesComeThrough() {
        try (Workspace workspace = open()) {
            AtomicLong sum = new AtomicLong();
            StepExit exit = workspace.run(
                    step(
                            new Action.Python(
                                    "import sys\nfor n in range(3000):\n    sys.stdout.buffer.write(bytes(range(256)))\n"),
                            Map.of(),
                            LONG),
                    (bytes, offset, length) -> {
                        for (int at = offset; at < offset + length; at++) {
                            sum.addAndGet(1000 + (bytes[at] & 0xff));
                        }
                    },
                    new CancellationToken());
            assertThat(exit).isEqualTo(new StepExit.Exited(0));
            assertThat(sum).hasValue(3000L * (256 * 1000 + 255 * 128));
        }
    }

    @Test
    protected void muchOutputIsCountedToTheLastByte() {
        try (Workspace workspace = open()) {
            AtomicLong count = new AtomicLong();
            StepExit exit = workspace.run(
                    shell("yes | head -c 100000000; yes | head -c 1000001 >&2"),
                    (bytes, offset, length) -> count.addAndGet(length),
                    new CancellationToken());
            assertThat(exit).isEqualTo(new StepExit.Exited(0));
            assertThat(count).hasValue(101_000_001);
        }
    }

    @Test
    protected void aStepMayCloseItsOutputOrItsFolder() {
        try (Workspace workspace = open()) {
            assertThat(run(workspace, "exec >&- 2>&-; true").exit()).isEqualTo(new StepExit.Exited(0));
            assertThat(run(workspace, "mkdir gone; cd gone; rmdir ../gone; echo here"))
                    .isEqualTo(new Ran(new StepExit.Exited(0), "here\n"));
        }
    }

    @Test
    protected void aSinkThatFailsEndsTheStepAndIsHeardOf() {
        try (Workspace workspace = open()) {
            assertThatThrownBy(() -> workspace.run(
                            shell("echo x; sleep 30"),
                            (bytes, offset, length) -> {
                                throw new IllegalStateException("disk full");
                            },
                            new CancellationToken()))
                    .hasMessage("disk full");
            assertThat(run(workspace, "echo next").output()).isEqualTo("next\n");
        }
    }

    @Test
    protected void aTimeoutEndsTheStep() {
        try (Workspace workspace = open()) {
            Duration limit = Duration.ofMillis(500);
            Ran ran = run(workspace, step(new Action.Shell("echo begun; sleep 30"), Map.of(), limit));
            assertThat(ran).isEqualTo(new Ran(new StepExit.TimedOut(limit), "begun\n"));
            assertThat(run(workspace, "echo next").output()).isEqualTo("next\n");
        }
    }

    @Test
    protected void aStepMayUseItsGraceTimeToCleanUp() {
        try (Workspace workspace = open()) {
            Duration limit = Duration.ofMillis(500);
            Ran ran = run(
                    workspace,
                    step(
                            new Action.Shell("trap 'echo cleaned; exit 0' TERM; for _ in {1..200}; do sleep 0.1; done"),
                            Map.of(),
                            limit));
            assertThat(ran.exit()).isEqualTo(new StepExit.TimedOut(limit));
            assertThat(ran.output()).endsWith("cleaned\n");
        }
    }

    @Test
    protected void aRunThatIsCancelledAlreadyStartsNothing() {
        CancellationToken cancellation = new CancellationToken();
        cancellation.cancel("too late");
        try (Workspace workspace = open()) {
            assertThat(workspace.run(shell("touch started"), new Output(), cancellation))
                    .isEqualTo(new StepExit.Cancelled("too late"));
            assertThat(workspace.changes()).isEmpty();
        }
    }

    @Test
    protected void aHundredStepsTakeNoMoreThreadsThanOne() {
        try (Workspace workspace = open()) {
            run(workspace, "true");
            int threads = ownThreads();
            for (int ordinal = 1; ordinal <= 100; ordinal++) {
                assertThat(run(workspace, "echo " + ordinal).output()).isEqualTo(ordinal + "\n");
            }
            assertThat(ownThreads()).isEqualTo(threads);
        }
    }

    @Test
    protected void sixteenLanesWorkAtOnceAndNoneKeepsAThreadAfterwards() throws Exception {
        int before = threads("step-").size();
        List<CompletableFuture<String>> lanes = new ArrayList<>();
        CountDownLatch running = new CountDownLatch(16);
        ExecutorService callers = Executors.newFixedThreadPool(16);
        for (int number = 1; number <= 16; number++) {
            CloneFixture clone =
                    CloneFixture.in(Files.createDirectory(folder.toRealPath().resolve("lane" + number)));
            Lane lane = lane(Lane.WorkspaceMode.IN_PLACE);
            Lane own = new Lane(
                    "lane-" + number,
                    lane.executor(),
                    lane.workspace(),
                    lane.writable(),
                    lane.workdirs(),
                    lane.workflows(),
                    lane.passEnv(),
                    lane.user(),
                    lane.settings());
            lanes.add(CompletableFuture.supplyAsync(
                    () -> {
                        try (Workspace workspace =
                                executor().open(request(clone.root().toString(), own))) {
                            workspace.checkout(clone.mirror(), clone.second());
                            String first =
                                    run(workspace, "echo $HOSTNAME $PPID").output();
                            running.countDown();
                            assertThat(running.await(1, TimeUnit.MINUTES)).isTrue();
                            assertThat(run(workspace, "cat src/new.txt").output())
                                    .isEqualTo("new\n");
                            return first;
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    callers));
        }
        assertThat(lanes.stream().map(CompletableFuture::join).distinct()).hasSize(16);
        callers.shutdown();
        until(() -> threads("step-").size() == before);
    }

    /** Without those of the virtual machine and the build that come and go. */
    private static int ownThreads() {
        return threads("step-").size() + threads("ssh").size();
    }

    /** The shapes in which processes try to outlive their step. {@code BEAT} writes its process id to the file {@code $1}. */
    @ParameterizedTest
    @Values({
        "beat background &",
        "nohup bash -c 'beat nohup' >/dev/null 2>&1 &",
        "(beat double &) &",
        "(setsid bash -c 'beat daemon' >/dev/null 2>&1 </dev/null &)",
        "(trap '' TERM; beat trap) &",
        "set -m; beat job & disown",
        "for n in 1 2 3 4 5; do (for m in 1 2 3; do (trap '' TERM HUP; beat fan$n$m) & done) & done",
        "beat child & for n in {1..100}; do [ -s beat.child.log ] && break; sleep 0.02; done; kill -STOP $!",
        "env -i bash -c \"$(declare -f beat); cd '$PWD'; beat clean\" &",
        "beat inner & (setsid bash -c 'trap \"\" TERM; beat outer' &)",
        "(setsid env -i bash -c \"$(declare -f beat); cd '$PWD'; beat bare\" &)",
        "(setsid bash -c 'for n in {3..255}; do eval \"exec $n>&-\"; done; beat closed' &)"
    })
    protected void nothingThatAStepStartedOutlivesIt(String shape) {
        String script =
                "beat() { echo $BASHPID > \"beat.$1.log\"; for _ in {1..400}; do sleep 0.05; done; }; export -f beat\n"
                        + shape
                        + "\nfor n in {1..100}; do ls beat.*.log >/dev/null 2>&1 && break; sleep 0.02; done; sleep 0.1\n";
        try (Workspace workspace = open()) {
            Ran ended = run(workspace, script + "exit 5");
            assertThat(ended.exit()).isEqualTo(new StepExit.Exited(5));
            assertThat(livingBeats()).isEmpty();

            StepExit timedOut = run(
                            workspace, step(new Action.Shell(script + "sleep 30"), Map.of(), Duration.ofSeconds(1)))
                    .exit();
            assertThat(timedOut).isInstanceOf(StepExit.TimedOut.class);
            assertThat(livingBeats()).isEmpty();
        }
    }

    @Test
    protected void aForkFanIsEndedWhileItForks() {
        try (Workspace workspace = open()) {
            // 63 processes and their sleeps and no more, which end by themselves: a test must not bring its machine
            // down.
            String fan = "trap '' TERM\nfan() { echo $BASHPID > beat.$1.log; sleep 0.1;"
                    + " ((${#1} < 6)) && { fan ${1}0 & fan ${1}1 & }; sleep 20; }\nfan 1 & sleep 20";
            StepExit exit = run(workspace, step(new Action.Shell(fan), Map.of(), Duration.ofMillis(450)))
                    .exit();
            assertThat(exit).isInstanceOf(StepExit.TimedOut.class);
            assertThat(livingBeats()).isEmpty();
            assertThat(run(workspace, "echo next").output()).isEqualTo("next\n");
        }
    }

    /** The processes that wrote their id into the workdir and still run. */
    protected List<Long> livingBeats() {
        try (var files = Files.list(fixture.root())) {
            return files.filter(file -> file.getFileName().toString().matches("beat\\..*\\.log"))
                    .map(ExecutorStepContract::processIn)
                    .filter(ExecutorHarness::isRunning)
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long processIn(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
            return text.isEmpty() ? -1 : Long.parseLong(text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
