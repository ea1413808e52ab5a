package io.github.hirakuarai.codexrunner.executor.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.hirakuarai.codexrunner.executor.host.Keeper;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.testkit.contract.ExecutorContract;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A lane whose steps run as another user holds the contract, and keeps the runner's files from them. */
class LocalUserTest extends ExecutorContract {

    /** Every Unix has this user, who owns nothing. */
    private static final String USER = "nobody";

    @Override
    protected Executor makeExecutor(Path stateDir, Path home) throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root may become somebody else unasked");
        // The clone is that user's; the mirror and the executor's own folder stay the runner's.
        own(home.toString());
        own("-R", home.resolve("work").toString());
        Files.writeString(stateDir.resolve("secret"), "the runner's");
        Files.setPosixFilePermissions(stateDir, PosixFilePermissions.fromString("rwx------"));
        return Lanes.executor(stateDir, home, Keeper.TreeMode.CGROUP);
    }

    private static void own(String... arguments) throws Exception {
        String group = new String(
                        new ProcessBuilder("id", "-gn", USER)
                                .start()
                                .getInputStream()
                                .readAllBytes(),
                        StandardCharsets.US_ASCII)
                .strip();
        List<String> command = new ArrayList<>(List.of("chown", "-h", USER + ":" + group));
        command.addAll(List.of(arguments));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    @Override
    protected Lane lane(Lane.WorkspaceMode mode) {
        return Lanes.lane(mode, USER);
    }

    @Test
    void stepsAreThatUserWhoCannotReadWhatIsTheRunners() {
        try (Workspace workspace = open()) {
            Ran ran = run(
                    workspace,
                    "id -un; echo $HOME $USER; cat '" + folder + "/state/secret' || echo refused; touch mine; env");
            assertThat(ran.stdout())
                    .startsWith(USER + "\n" + folder + " " + USER + "\nrefused\n")
                    .doesNotContain("JAVA_HOME", "SUDO_");
            assertThat(changes(workspace)).containsExactly("A RE mine 0");
        }
        assertThat(fixture.clean()).isTrue();
    }
}
