package io.github.hirakuarai.codexrunner.executor.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.spi.WorkspaceUnavailableException;
import io.github.hirakuarai.codexrunner.testkit.contract.ExecutorHarness;
import io.github.hirakuarai.codexrunner.testkit.contract.Sshd;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts that are not who they should be, that refuse, that are gone, or that go while a step runs. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SshHostTest extends ExecutorHarness {

    private Sshd sshd;

    @BeforeEach
    void startHost() throws Exception {
        Path home = folder.toRealPath();
        sshd = Sshd.start(home.resolve("sshd"), home);
    }

    @AfterEach
    void stopHost() throws Exception {
        if (sshd != null) {
            sshd.close();
        }
    }

    @Override
    protected Executor makeExecutor(Path stateDir, Path home) {
        return Lanes.executor(stateDir, home);
    }

    @Override
    protected Lane lane(Lane.WorkspaceMode mode) {
        return sshd.lane(mode);
    }

    @Test
    void aHostThatNobodyKnowsIsRefusedWithItsFingerprintAndHowToAddIt() throws Exception {
        Files.writeString(sshd.file("known_hosts"), "");
        assertRefused(lane(Lane.WorkspaceMode.IN_PLACE), ErrorCode.REFUSED)
                .hasMessageContaining(fingerprint())
                .hasMessageContaining("ssh-keyscan -p " + sshd.port() + " 127.0.0.1 >> " + sshd.file("known_hosts"));
        assertThat(sshd.file("known_hosts")).isEmptyFile();

        Files.delete(sshd.file("known_hosts"));
        assertRefused(lane(Lane.WorkspaceMode.IN_PLACE), ErrorCode.REFUSED).hasMessageContaining(fingerprint());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa", "ecdsa"})
    void aHostThatIsKnownByOneOfItsKeysIsAskedForThatOne(String type) throws Exception {
        Path key = folder.resolve("other_host_key");
        Sshd.key(key, "", type);
        sshd.close();
        Path home = folder.toRealPath();
        sshd = Sshd.start(home.resolve("sshd-of-two-keys"), home, "HostKey " + key);
        Files.writeString(
                sshd.file("known_hosts"),
                "[127.0.0.1]:" + sshd.port() + " " + Files.readString(folder.resolve("other_host_key.pub")));

        try (Executor executor = makeExecutor(folder.resolve("state-of-two-keys"), home)) {
            assertThat(executor.reach(lane(Lane.WorkspaceMode.IN_PLACE))).isNotEmpty();
        }
    }

    @Test
    void aRevokedKeyDoesNotDecideWhichOneIsAskedFor() throws Exception {
        Path key = folder.resolve("revoked_host_key");
        Sshd.key(key, "", "rsa");
        sshd.close();
        Path home = folder.toRealPath();
        sshd = Sshd.start(home.resolve("sshd-of-two-keys"), home, "HostKey " + key);
        Files.writeString(
                sshd.file("known_hosts"),
                "@revoked [127.0.0.1]:" + sshd.port() + " "
                        + Files.readString(folder.resolve("revoked_host_key.pub"))
                        + Files.readString(sshd.file("known_hosts")));

        try (Executor executor = makeExecutor(folder.resolve("state-of-two-keys"), home)) {
            assertThat(executor.reach(lane(Lane.WorkspaceMode.IN_PLACE))).isNotEmpty();
        }
    }

    @Test
    void aHostWhoseKeyHasChangedIsRefused() throws Exception {
        Sshd.key(folder.resolve("stranger"));
        Files.writeString(
                sshd.file("known_hosts"),
                "[127.0.0.1]:" + sshd.port() + " " + Files.readString(folder.resolve("stranger.pub")));
        assertRefused(lane(Lane.WorkspaceMode.IN_PLACE), ErrorCode.REFUSED)
                .hasMessageContaining("has changed")
                .hasMessageContaining(fingerprint())
                .hasMessageContaining("-R '[127.0.0.1]:" + sshd.port() + "'");
    }

    @Test
    void aKeyThatTheHostDoesNotTakeIsToldApartFromAHostThatIsDown() throws Exception {
        Path other = folder.resolve("stranger");
        Sshd.key(other);
        assertRefused(sshd.lane(Lane.WorkspaceMode.IN_PLACE, Map.of("identityFile", other + "")), ErrorCode.REFUSED)
                .hasMessageContaining("authorized_keys");
        assertRefused(
                        sshd.lane(Lane.WorkspaceMode.IN_PLACE, Map.of("identityFile", folder + "/none")),
                        ErrorCode.CONFIGURATION)
                .hasMessageContaining("/none");
        sshd.stop();
        assertRefused(lane(Lane.WorkspaceMode.IN_PLACE), ErrorCode.UNREACHABLE)
                .hasMessageContaining("cannot be reached");
    }

    private org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
            Lane lane, ErrorCode code) {
        assertThatThrownBy(() -> executor().reach(lane))
                .isInstanceOfSatisfying(
                        RunnerException.class, e -> assertThat(e.code()).isEqualTo(code));
        return assertThatThrownBy(
                        () -> executor().inspect(request(fixture.root().toString(), lane)))
                .isInstanceOfSatisfying(
                        RunnerException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private String fingerprint() throws Exception {
        Process process = new ProcessBuilder(
                        "ssh-keygen", "-l", "-f", sshd.file("host_key.pub").toString())
                .start();
        String line = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return line.split(" ", -1)[1];
    }

    @Test
    void aJumpHostLeadsTheWay() throws Exception {
        try (Sshd inner = Sshd.start(folder.resolve("inner"), folder.toRealPath())) {
            Files.writeString(
                    sshd.file("known_hosts"),
                    Files.readString(sshd.file("known_hosts")) + Files.readString(inner.file("known_hosts")));
            Files.writeString(inner.file("authorized_keys"), Files.readString(sshd.file("authorized_keys")));
            Lane lane = sshd.lane(
                    Lane.WorkspaceMode.IN_PLACE, Map.of("port", inner.port(), "jumpHost", "127.0.0.1:" + sshd.port()));
            try (Workspace workspace = open(request(fixture.root().toString(), lane))) {
                assertThat(run(workspace, "echo ${SSH_CONNECTION##* }").output())
                        .isEqualTo(inner.port() + "\n");
            }
            sshd.stop();
            assertThatThrownBy(() -> executor().inspect(request(fixture.root().toString(), lane)))
                    .isInstanceOf(RunnerException.class);
        }
    }

    @Test
    void allStepsOfALaneUseOneConnection() {
        String first;
        try (Workspace workspace = open()) {
            first = run(workspace, "echo $SSH_CONNECTION").output();
            assertThat(run(workspace, "echo $SSH_CONNECTION").output()).isEqualTo(first);
        }
        try (Workspace workspace = open()) {
            assertThat(run(workspace, "echo $SSH_CONNECTION").output()).isEqualTo(first);
        }
    }

    @Test
    void aHostThatLetsOneCommandRunOverAConnectionGetsFurtherConnections() throws Exception {
        try (Sshd narrow = Sshd.start(folder.resolve("narrow"), folder.toRealPath(), "MaxSessions 1")) {
            Lane lane = narrow.lane(Lane.WorkspaceMode.IN_PLACE);
            try (Workspace workspace = open(request(fixture.root().toString(), lane))) {
                assertThat(run(workspace, "echo x > x; echo in").output()).isEqualTo("in\n");
                assertThat(changes(workspace)).containsExactly("A RE x 2");
            }
            assertThat(fixture.clean()).isTrue();
        }
    }

    @Test
    void aLaneThatWaitsForBriefsCostsNoThreadAndNoConnection() {
        executor().inspect(request());
        try (Workspace workspace = open()) {
            assertThat(run(workspace, "sleep 3; echo still the same").output()).isEqualTo("still the same\n");
        }
        until(() -> threads("ssh").isEmpty());
        executor().inspect(request());
        assertThat(threads("ssh")).isNotEmpty();
    }

    @Test
    void aHostThatComesBackIsWaitedForBetweenCommands() throws Exception {
        executor().inspect(request());
        sshd.stop();
        CompletableFuture<String> inspected =
                CompletableFuture.supplyAsync(() -> executor().inspect(request()));
        sshd.again();
        assertThat(inspected.join()).isEqualTo(fixture.root().toString());
    }

    @Test
    void aStepGoesOnWhileItsConnectionIsLostAndNoLineIsLostOrDoubled() throws Exception {
        SortedMap<String, String> before = fixture.snapshot();
        try (Workspace workspace = open()) {
            Output output = new Output();
            CompletableFuture<StepExit> exit = CompletableFuture.supplyAsync(() -> workspace.run(
                    shell(
                            "for i in {1..3}; do echo line $i; until [[ -e go.$i ]]; do sleep 0.01; done; done; echo end >&2"),
                    output,
                    new CancellationToken()));
            for (int line = 1; line <= 3; line++) {
                String last = "line " + line + "\n";
                until(() -> output.text().endsWith(last));
                sshd.cut();
                Files.createFile(fixture.root().resolve("go." + line));
            }

            assertThat(exit.join()).isEqualTo(new StepExit.Exited(0));
            assertThat(output.text()).isEqualTo("line 1\nline 2\nline 3\nend\n");
            assertThat(run(workspace, "rm go.*").exit()).isEqualTo(new StepExit.Exited(0));
        }
        assertThat(fixture.snapshot()).isEqualTo(before);
        assertThat(fixture.clean()).isTrue();
    }

    @Test
    void aHostThatIsGoneForLongerThanTheLeaseEndsTheStep() throws Exception {
        SortedMap<String, String> before = fixture.snapshot();
        try (Workspace workspace = open()) {
            workspace.renew(Duration.ofSeconds(4), Duration.ofSeconds(1));
            Output output = new Output();
            CompletableFuture<StepExit> exit = CompletableFuture.supplyAsync(() -> workspace.run(
                    shell("(trap '' TERM; setsid bash -c 'echo $$ > daemon.log; exec sleep 60' >/dev/null 2>&1 &);"
                            + " until [[ -s daemon.log ]]; do :; done; echo $$ > shell.log; echo on; sleep 60"),
                    output,
                    new CancellationToken()));
            until(() -> output.text().equals("on\n"));
            long shell = pid("shell.log");
            long daemon = pid("daemon.log");

            sshd.stop();

            until(() -> !isRunning(shell) && !isRunning(daemon));
            sshd.again();
            assertThat(exit.join()).isInstanceOf(StepExit.Lost.class);
        }
        assertThat(fixture.snapshot()).containsAllEntriesOf(before);
        assertThat(fixture.clean()).isTrue();
    }

    @Test
    void aHostThatIsGoneWhenTheCloneIsToBePutBackGetsItPutBackByTheNextRun() throws Exception {
        SortedMap<String, String> before = fixture.snapshot();
        Workspace workspace = open();
        run(workspace, "echo changed > README.md; echo x > x");
        workspace.renew(Duration.ofSeconds(1), Duration.ofSeconds(1));
        sshd.stop();
        assertThatThrownBy(workspace::close)
                .isInstanceOfSatisfying(
                        RunnerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNREACHABLE));
        assertThat(fixture.clean()).isFalse();

        sshd.again();
        try (Workspace next = openWhenFree()) {
            assertThat(next.changes()).isEmpty();
        }
        assertThat(fixture.snapshot()).isEqualTo(before);
        assertThat(fixture.clean()).isTrue();
        // The folder of a run whose runner did not come back stays for a week.
        Path runs = folder.toRealPath().resolve(".local/state/codex-runner/host/runs");
        assertThat(new ProcessBuilder("rm", "-r", runs.toString()).start().waitFor())
                .isZero();
    }

    /** The supervisor of a run whose runner is not heard of holds the clone until its lease is over. */
    private Workspace openWhenFree() {
        while (true) {
            try {
                return open();
            } catch (WorkspaceUnavailableException e) {
                assertThat(e.reason().code()).isEqualTo(ReasonCode.WORKDIR_BUSY);
            }
        }
    }

    @Test
    void nothingOfTheRunStaysOnTheHost() throws Exception {
        String folderOfTheRun;
        try (Workspace workspace = open()) {
            folderOfTheRun = Path.of(workspace.outputDir()).getParent().toString();
            assertThat(Path.of(folderOfTheRun)).isDirectory();
            run(workspace, "echo x > \"$CODEX_OUTPUT_DIR/x\"");
        }
        assertThat(Path.of(folderOfTheRun)).doesNotExist();
    }

    private long pid(String file) {
        try {
            return Long.parseLong(Files.readString(fixture.root().resolve(file)).strip());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
