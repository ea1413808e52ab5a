package io.github.hirakuarai.codexrunner.executor.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.executor.host.HostExecutor;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.testkit.contract.ExecutorHarness;
import io.github.hirakuarai.codexrunner.testkit.contract.Sshd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the runner's user has for SSH: an agent, keys with a passphrase, and {@code ~/.ssh/config}. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SshHomeTest extends ExecutorHarness {

    private static final String SELF = System.getProperty("user.name");

    private Sshd sshd;
    private Process agent;

    @BeforeEach
    void startHost() throws Exception {
        sshd = Sshd.start(folder.toRealPath().resolve("sshd"), folder.toRealPath());
    }

    @AfterEach
    void stopAll() throws Exception {
        if (agent != null) {
            agent.destroy();
        }
        if (sshd != null) {
            sshd.close();
        }
    }

    @Override
    protected Executor makeExecutor(Path stateDir, Path home) {
        return new HostExecutor(
                Clock.systemUTC(), new Connections(new SshHome(home, SELF, home.resolve("agent")), SshTimeouts.USUAL));
    }

    @Override
    protected Lane lane(Lane.WorkspaceMode mode) {
        return sshd.lane(mode);
    }

    private Lane laneWith(Map<String, Object> settings, String user) {
        return new Lane("vm", "ssh", Lane.WorkspaceMode.IN_PLACE, true, List.of(), false, Set.of(), user, settings);
    }

    private Map<String, Object> withoutKey() {
        return Map.of("host", "127.0.0.1", "port", sshd.port(), "knownHosts", sshd.file("known_hosts") + "");
    }

    private void startAgent() throws Exception {
        Path socket = folder.toRealPath().resolve("agent");
        agent = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        until(() -> Files.exists(socket));
    }

    private void add(Path key, String passphrase) throws Exception {
        Path ask = folder.resolve("ask");
        Files.writeString(ask, "#!/bin/sh\necho '" + passphrase + "'\n");
        Files.setPosixFilePermissions(ask, PosixFilePermissions.fromString("rwx------"));
        ProcessBuilder builder = new ProcessBuilder("ssh-add", "-q", key.toString());
        builder.environment()
                .putAll(Map.of(
                        "SSH_AUTH_SOCK",
                        folder.toRealPath().resolve("agent").toString(),
                        "SSH_ASKPASS",
                        ask.toString(),
                        "SSH_ASKPASS_REQUIRE",
                        "force"));
        assertThat(builder.inheritIO().start().waitFor()).isZero();
    }

    private String inspect(Lane lane) {
        return executor().inspect(request(fixture.root().toString(), lane));
    }

    @Test
    void anAgentsKeySignsInWhereNoKeyIsNamed() throws Exception {
        assertThatThrownBy(() -> inspect(laneWith(withoutKey(), SELF)))
                .isInstanceOfSatisfying(
                        RunnerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
                .hasMessageContaining("ssh-add");
        startAgent();
        add(sshd.file("id"), "");
        try (Workspace workspace = open(request(fixture.root().toString(), laneWith(withoutKey(), SELF)))) {
            assertThat(run(workspace, "echo in").output()).isEqualTo("in\n");
        }
    }

    @Test
    void anRsaKeyOfAnAgentSignsWithAHashThatHostsTake() throws Exception {
        Path key = folder.resolve("rsa");
        Process made = new ProcessBuilder("ssh-keygen", "-q", "-t", "rsa", "-N", "", "-f", key.toString()).start();
        assertThat(made.waitFor()).isZero();
        Files.writeString(sshd.file("authorized_keys"), Files.readString(folder.resolve("rsa.pub")));
        startAgent();
        add(key, "");
        assertThat(inspect(laneWith(withoutKey(), SELF)))
                .isEqualTo(fixture.root().toString());
    }

    @Test
    void aKeyWithAPassphraseSignsInThroughTheAgentThatKeepsIt() throws Exception {
        Path key = folder.resolve("locked");
        Sshd.key(key, "correct horse");
        Files.writeString(sshd.file("authorized_keys"), Files.readString(folder.resolve("locked.pub")));
        Lane lane = sshd.lane(Lane.WorkspaceMode.IN_PLACE, Map.of("identityFile", key.toString()));
        assertThatThrownBy(() -> inspect(lane))
                .isInstanceOfSatisfying(
                        RunnerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
                .hasMessageContaining("ssh-add " + key)
                .hasMessageContaining("SSH_AUTH_SOCK");
        startAgent();
        Sshd.key(folder.resolve("another"));
        add(folder.resolve("another"), "");
        add(key, "correct horse");
        assertThat(inspect(lane)).isEqualTo(fixture.root().toString());
    }

    @Test
    void whereAKeyIsNamedTheAgentsOthersAreNotTried() throws Exception {
        startAgent();
        add(sshd.file("id"), "");
        Path named = folder.resolve("named");
        Sshd.key(named);
        Lane lane = sshd.lane(Lane.WorkspaceMode.IN_PLACE, Map.of("identityFile", named.toString()));
        assertThatThrownBy(() -> inspect(lane))
                .isInstanceOfSatisfying(
                        RunnerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REFUSED))
                .hasMessageContaining("authorized_keys");
    }

    @Test
    void anAliasMeansWhatTheUsersConfigurationSays() throws Exception {
        config("Host vm-*", "  HostName 127.0.0.1", "  Port " + sshd.port(), "  User " + SELF);
        Lane alias = laneWith(Map.of("host", "vm-codex"), null);
        assertThat(executor().host(alias)).isEqualTo(SELF + "@127.0.0.1:" + sshd.port());
        assertThat(inspect(alias)).isEqualTo(fixture.root().toString());

        config("Host vm-*", "  HostName nowhere.invalid", "  Port 1", "  User nobody-here", "  IdentityFile /none");
        Lane lane = sshd.lane(Lane.WorkspaceMode.IN_PLACE, Map.of("host", "vm-codex"));
        assertThat(executor().host(lane)).isEqualTo(SELF + "@nowhere.invalid:" + sshd.port());
    }

    @Test
    void theJumpHostOfAnAliasLeadsTheWay() throws Exception {
        try (Sshd inner = Sshd.start(folder.resolve("inner"), folder.toRealPath())) {
            Files.writeString(inner.file("authorized_keys"), Files.readString(sshd.file("authorized_keys")));
            Files.writeString(
                    sshd.file("known_hosts"),
                    Files.readString(sshd.file("known_hosts")) + Files.readString(inner.file("known_hosts")));
            config(
                    "Host gate",
                    "  HostName 127.0.0.1",
                    "  Port " + sshd.port(),
                    "Host vm",
                    "  HostName 127.0.0.1",
                    "  Port " + inner.port(),
                    "  ProxyJump gate");
            Lane lane = laneWith(Map.of("host", "vm"), null);
            try (Workspace workspace = open(request(fixture.root().toString(), lane))) {
                assertThat(run(workspace, "echo ${SSH_CONNECTION##* }").output())
                        .isEqualTo(inner.port() + "\n");
            }
            sshd.stop();
            assertThatThrownBy(() -> inspect(lane)).isInstanceOf(RunnerException.class);
        }
    }

    @Test
    void noConfigurationMakesAHostKnown() throws Exception {
        Files.writeString(sshd.file("known_hosts"), "");
        config("Host vm", "  HostName 127.0.0.1", "  Port " + sshd.port(), "  StrictHostKeyChecking no");
        assertThatThrownBy(() -> inspect(laneWith(Map.of("host", "vm"), null)))
                .isInstanceOfSatisfying(
                        RunnerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REFUSED))
                .hasMessageContaining("SHA256:");
    }

    private void config(String... lines) throws IOException {
        Path ssh = folder.toRealPath().resolve(".ssh");
        Files.createDirectories(ssh);
        Files.writeString(
                ssh.resolve("config"),
                String.join("\n", lines) + "\nHost *\n  IdentityFile " + sshd.file("id") + "\n  UserKnownHostsFile "
                        + sshd.file("known_hosts") + "\n");
    }
}
