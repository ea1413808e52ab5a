package io.github.hirakuarai.codexrunner.executor.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When a connection is made, when it is not, how often, and when it is closed: as a server sees it. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class SshConnectionTest {

    private static final SshTimeouts PATIENCE = new SshTimeouts(
            Duration.ofMinutes(5), Duration.ofSeconds(20), Duration.ofSeconds(10), Duration.ofMillis(20));

    @TempDir
    private Path folder;

    private MinaServer server;
    private Connections connections;

    @BeforeEach
    void start() throws Exception {
        server = MinaServer.start(folder.resolve("server"));
        connections = connections(PATIENCE);
    }

    @AfterEach
    void stop() throws Exception {
        connections.close();
        server.close();
    }

    private Connections connections(SshTimeouts patience) {
        return new Connections(new SshHome(folder, System.getProperty("user.name"), null), patience);
    }

    private String say(String words) throws Exception {
        Process process = connections.open(server.lane(), null).start(List.of("bash", "-c", "echo " + words));
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).isZero();
        return said.strip();
    }

    /** Runs until its standard input ends. */
    private Process stay() throws IOException {
        return connections.open(server.lane(), null).start(List.of("bash", "-c", "echo on; cat"));
    }

    private AbstractStringAssert<?> assertRefused(Lane lane, ErrorCode code) {
        RunnerException refusal = catchThrowableOfType(
                RunnerException.class, () -> connections.open(lane, null).start(List.of("bash", "-c", "echo in")));
        assertThat(refusal).as("it was refused").isNotNull();
        assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(code);
        return assertThat(refusal.getMessage()).doesNotContain("\n", "null");
    }

    @Test
    void aHostThatNobodyKnowsIsShownNoKeyAndRunsNothing() throws Exception {
        Files.writeString(server.file("known_hosts"), "");
        assertRefused(server.lane(), ErrorCode.REFUSED).contains(server.fingerprint(), "ssh-keyscan -p ");
        assertThat(server.connected()).hasSize(1);
        assertThat(server.keysOffered()).isZero();
        assertThat(server.commandsRun()).isZero();
    }

    @Test
    void aHostThatAnotherOneTookThePlaceOfIsRefusedBetweenCommandsToo() throws Exception {
        assertThat(say("in")).isEqualTo("in");
        int offered = server.keysOffered();
        server.replace();
        assertRefused(server.lane(), ErrorCode.REFUSED)
                .contains("has changed", server.fingerprint(), "ssh-keygen", "-R '" + server.name() + "'");
        assertThat(server.connected()).as("it is not tried again").hasSize(2);
        assertThat(server.keysOffered()).isEqualTo(offered);
        assertThat(server.commandsRun()).isEqualTo(1);
    }

    @Test
    void aKeyThatIsMarkedAsRevokedIsRefusedWhateverElseTheFileSays() throws Exception {
        String known = Files.readString(server.file("known_hosts"));
        Files.writeString(server.file("known_hosts"), known + "@revoked * " + known.split(" ", 2)[1]);
        assertRefused(server.lane(), ErrorCode.REFUSED).contains("@revoked", server.fingerprint());
        assertThat(server.keysOffered()).isZero();
    }

    @Test
    void aJumpHostIsKnownByItsKeyAndSoIsTheHostBehindIt() throws Exception {
        try (MinaServer inner = MinaServer.start(folder.resolve("inner"))) {
            Lane lane = server.lane(Map.of("port", inner.port(), "jumpHost", "127.0.0.1:" + server.port()));
            String jump = Files.readString(server.file("known_hosts"));
            Files.writeString(server.file("known_hosts"), Files.readString(inner.file("known_hosts")));
            assertRefused(lane, ErrorCode.REFUSED).contains(server.fingerprint());
            assertThat(server.keysOffered()).isZero();
            assertThat(inner.connected()).isEmpty();

            Files.writeString(server.file("known_hosts"), jump);
            assertRefused(lane, ErrorCode.REFUSED).contains(inner.fingerprint());
            assertThat(inner.connected()).hasSize(1);
            assertThat(inner.keysOffered()).isZero();
            // The way there is closed again.
            server.untilOpen();
        }
    }

    @Test
    void aLaneWhoseSettingsHaveChangedLeavesItsOldHost() throws Exception {
        assertThat(say("here")).isEqualTo("here");
        try (MinaServer other = MinaServer.start(folder.resolve("other"))) {
            connections
                    .open(other.lane(), null)
                    .start(List.of("bash", "-c", "true"))
                    .waitFor();
            assertThat(other.commandsRun()).isEqualTo(1);
            server.untilOpen();
        }
    }

    @Test
    void aKeyThatTheHostDoesNotTakeIsToldOnceWithTheHint() throws Exception {
        Path stranger = folder.resolve("stranger");
        MinaServer.key(stranger);
        assertRefused(server.lane(Map.of("identityFile", stranger.toString())), ErrorCode.REFUSED)
                .contains("the lane vm", System.getProperty("user.name"), "authorized_keys");
        assertThat(server.connected()).hasSize(1);
        assertThat(server.signedIn()).isZero();
        assertThat(server.commandsRun()).isZero();
    }

    @Test
    void aHostThatClosesAfterAFewWrongKeysIsNotTakenForOneThatIsDown() throws Exception {
        Files.createDirectories(folder.resolve(".ssh"));
        for (String name : List.of("id_ed25519", "id_ecdsa", "id_rsa")) {
            MinaServer.key(folder.resolve(".ssh").resolve(name));
        }
        server.maxAuthTries(1);
        assertRefused(server.lane(Map.of("identityFile", "")), ErrorCode.REFUSED)
                .contains("authorized_keys");
        assertThat(server.keysOffered()).as("it was closed before the third").isEqualTo(2);
    }

    @Test
    void aConnectionThatBreaksWhileSigningInIsNoWrongKey() throws Exception {
        server.breakWhileSigningIn();
        assertRefused(server.lane(), ErrorCode.UNREACHABLE)
                .contains("127.0.0.1:" + server.port(), "broke while signing in")
                .doesNotContain("authorized_keys");
    }

    @Test
    void aHostThatNobodyKnowsIsToldSo() {
        assertRefused(server.lane(Map.of("host", "nowhere.invalid")), ErrorCode.UNREACHABLE)
                .contains("unknown host nowhere.invalid", "check its spelling")
                .doesNotContain("sshd");
    }

    @Test
    void aPortOnWhichNobodyListensIsToldAtOnce() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        long begun = System.nanoTime();
        assertRefused(server.lane(Map.of("port", port)), ErrorCode.UNREACHABLE)
                .contains("127.0.0.1:" + port, "cannot be reached", "check that it is up");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
    }

    // A thread that reads from a socket cannot be interrupted.
    @Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @Test
    void aHostThatTakesAConnectionAndSaysNothingIsGivenUp() throws Exception {
        connections.close();
        connections = connections(
                new SshTimeouts(PATIENCE.idle(), Duration.ofMillis(300), PATIENCE.keepAlive(), PATIENCE.backoff()));
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            int port = silent.getLocalPort();
            assertRefused(server.lane(Map.of("port", port)), ErrorCode.UNREACHABLE)
                    .contains("cannot be reached");
            // Over a jump host there is no socket of the runner's that could time out.
            assertRefused(
                            server.lane(Map.of("port", port, "jumpHost", "127.0.0.1:" + server.port())),
                            ErrorCode.UNREACHABLE)
                    .contains("127.0.0.1:" + port, "cannot be reached");
        }
    }

    @Test
    void aHostThatWasThereIsTriedAgainEachTimeLaterThanBefore() throws Exception {
        assertThat(say("before")).isEqualTo("before");
        server.cut();
        server.turnAway(3);
        assertThat(say("after")).isEqualTo("after");
        List<Long> times = server.connected();
        assertThat(times).hasSize(5);
        assertThat(times.get(2) - times.get(1)).isGreaterThan(PATIENCE.backoff().toNanos());
        assertThat(times.get(3) - times.get(2))
                .isGreaterThan(PATIENCE.backoff().multipliedBy(3).toNanos());
        assertThat(times.get(4) - times.get(3))
                .isGreaterThan(PATIENCE.backoff().multipliedBy(9).toNanos());
        assertThat(server.signedIn()).isEqualTo(2);
    }

    @Test
    void aHostThatStaysAwayIsGivenUpAndOneThatWasNeverThereIsTriedOnce() throws Exception {
        server.turnAway(1);
        assertRefused(server.lane(), ErrorCode.UNREACHABLE).contains("cannot be reached");
        assertThat(server.connected()).hasSize(1);

        assertThat(say("in")).isEqualTo("in");
        server.cut();
        server.turnAway(100);
        assertRefused(server.lane(), ErrorCode.UNREACHABLE).contains("cannot be reached");
        assertThat(server.connected()).hasSize(2 + 4);
    }

    @Test
    void commandsShareAConnectionAsFarAsTheHostLetsThem() throws Exception {
        server.maxSessions(2);
        List<Process> running = new ArrayList<>();
        for (int count = 0; count < 5; count++) {
            running.add(stay());
        }
        assertThat(server.commandsOpen()).containsExactly(1, 2, 2);
        assertThat(server.signedIn()).isEqualTo(3);
        for (Process process : running) {
            assertThat(process.getInputStream().read()).isEqualTo('o');
            process.destroy();
            assertThat(process.waitFor()).isZero();
        }
        assertThat(say("again")).isEqualTo("again");
        assertThat(server.signedIn()).as("what is free is used again").isEqualTo(3);
        assertThat(server.commandsRun())
                .as("a refused command runs once, elsewhere")
                .isEqualTo(6);
        assertThat(server.commandsRefused()).isPositive();
    }

    @Test
    void aHostThatLetsNothingRunIsNotConnectedToWithoutEnd() throws Exception {
        server.maxSessions(1);
        for (int count = 0; count < 8; count++) {
            stay();
        }
        assertThat(catchThrowableOfType(IOException.class, this::stay)).hasMessageContaining("raise MaxSessions");
        assertThat(server.signedIn()).isEqualTo(8);
        server.cut();
        server.maxSessions(0);
        assertThat(catchThrowableOfType(IOException.class, this::stay)).hasMessageContaining("set MaxSessions");
    }

    @Test
    void aConnectionThatNothingRunsOverIsClosedAndTheNextCommandMakesAnother() throws Exception {
        connections.close();
        connections = connections(
                new SshTimeouts(Duration.ofMillis(200), PATIENCE.connect(), PATIENCE.keepAlive(), PATIENCE.backoff()));
        Process process = stay();
        assertThat(process.getInputStream().read()).isEqualTo('o');
        assertThat(process.waitFor(600, TimeUnit.MILLISECONDS))
                .as("something runs over it")
                .isFalse();
        assertThat(server.commandsOpen()).containsExactly(1);
        process.destroy();
        assertThat(process.waitFor()).isZero();
        server.untilOpen();
        assertThat(server.signedIn()).isEqualTo(1);
        assertThat(say("again")).isEqualTo("again");
        assertThat(server.signedIn()).isEqualTo(2);
    }

    @Test
    void aHostThatNoLongerAnswersIsNoticedAndItsCommandEnds() throws Exception {
        connections.close();
        connections = connections(
                new SshTimeouts(PATIENCE.idle(), PATIENCE.connect(), Duration.ofSeconds(1), PATIENCE.backoff()));
        Process process = stay();
        MinaServer.until(() -> server.keepAlives() > 0);
        server.deaf(true);
        assertThat(process.waitFor()).isEqualTo(137);
        assertThat(server.keepAlives()).isGreaterThan(2);
        server.deaf(false);
        assertThat(say("again")).isEqualTo("again");
        assertThat(server.signedIn()).isEqualTo(2);
    }
}
