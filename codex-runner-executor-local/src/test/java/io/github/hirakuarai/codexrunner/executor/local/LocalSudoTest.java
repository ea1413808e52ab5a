package io.github.hirakuarai.codexrunner.executor.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.executor.host.HostExecutor;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.testkit.contract.ExecutorHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A lane of another user where the runner is not root, and becomes that user by sudo. The sudo here is a stand-in that writes
 * down what it is asked and does it as whoever runs the test.
 */
class LocalSudoTest extends ExecutorHarness {

    private static final String USER = "codex";

    private Path asked;

    @Override
    protected Executor makeExecutor(Path stateDir, Path home) throws Exception {
        asked = home.resolve("asked");
        Path programs = Files.createDirectory(home.resolve("programs"));
        sudo(
                programs,
                "printf '%s\\n' \"$*\" >>'" + asked
                        + "'\n[ \"$1 $2 $3 $4\" = '-n -u codex --' ] || exit 9\nshift 4; exec \"$@\"\n");
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("PATH", programs + ":" + System.getenv("PATH"));
        environment.put("HOME", home.toString());
        environment.put("SOME_KEY", "the runner's");
        LocalAccess access =
                new LocalAccess(environment, "devbox", "runner", user -> new Account("1000", home.toString()));
        return new HostExecutor(Clock.systemUTC(), access);
    }

    private static void sudo(Path programs, String script) throws IOException {
        Path sudo = programs.resolve("sudo");
        Files.writeString(sudo, "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(sudo, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Override
    protected Lane lane(Lane.WorkspaceMode mode) {
        return Lanes.lane(mode, USER);
    }

    @Test
    void everyCommandGoesThroughSudoWhichIsNeverAskedForAPassword() throws Exception {
        try (Workspace workspace = open()) {
            assertThat(run(workspace, "echo $USER $LOGNAME $HOME [$SOME_KEY]; echo x > x")
                            .output())
                    .isEqualTo("codex codex " + folder.toRealPath() + " []\n");
            assertThat(changes(workspace)).containsExactly("A RE x 2");
        }
        assertThat(fixture.clean()).isTrue();
        List<String> lines = Files.readAllLines(asked).stream()
                .filter(line -> line.startsWith("-n "))
                .toList();
        assertThat(lines)
                .hasSizeGreaterThan(4)
                .allSatisfy(line -> assertThat(line)
                        .matches("-n -u codex -- \\S*/env -i .*PATH=.* HOME=\\S+ USER=codex LOGNAME=codex \\S*/bash"
                                + " (-c # |\\S+/supervisor.sh ).*")
                        .doesNotContain("SOME_KEY"));
    }

    @Test
    void aSudoThatWantsAPasswordIsToldWithTheLineThatMendsIt() throws Exception {
        sudo(folder.toRealPath().resolve("programs"), "echo 'sudo: a password is required' >&2; exit 1\n");
        assertThatThrownBy(() -> executor().inspect(request()))
                .isInstanceOf(RunnerException.class)
                .hasMessageContaining("a password is required")
                .hasMessageContaining("runner ALL=(codex) NOPASSWD: ALL");
    }

    @Test
    void aMachineWithoutSudoIsTold() throws Exception {
        Files.delete(folder.toRealPath().resolve("programs/sudo"));
        if (Programs.find("sudo", System.getenv("PATH")).isEmpty()) {
            assertThatThrownBy(() -> executor().inspect(request()))
                    .isInstanceOf(RunnerException.class)
                    .hasMessageContaining("sudo is not on the runner's PATH");
        }
    }
}
