package io.github.hirakuarai.codexrunner.executor.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.hirakuarai.codexrunner.model.Action;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.spi.WorkspaceUnavailableException;
import io.github.hirakuarai.codexrunner.testkit.contract.ExecutorHarness;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A lane whose steps run as another user. That its workspaces hold the contract is tested over SSH, where the same code works
 * on another host; here, that the user is the right one and that the runner's files are kept from the steps.
 */
class LocalUserTest extends ExecutorHarness {

    private static final String USER = Nobody.NAME;

    @Override
    protected Executor makeExecutor(Path stateDir, Path home) throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root may become somebody else unasked");
        // The clone is that user's; the mirror and the executor's own folder stay the runner's.
        Nobody.own(home.toString());
        Nobody.own("-R", home.resolve("work").toString());
        Files.writeString(stateDir.resolve("secret"), "the runner's");
        Files.setPosixFilePermissions(stateDir, PosixFilePermissions.fromString("rwx------"));
        return Lanes.executor(stateDir, home);
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
                    "id -un; echo $HOME $USER; cat '" + folder
                            + "/state/secret' 2>&1 | grep -q denied && echo refused; touch mine; env");
            assertThat(ran.output())
                    .startsWith(USER + "\n" + folder + " " + USER + "\nrefused\n")
                    .doesNotContain("JAVA_HOME", "SUDO_");
            assertThat(changes(workspace)).containsExactly("A RE mine 0");
        }
        assertThat(fixture.clean()).isTrue();
    }

    @Test
    void theCloneStaysThatUsersAndStandsAsBefore() throws Exception {
        SortedMap<String, String> before = fixture.snapshot();
        try (Workspace workspace = open()) {
            run(workspace, "echo changed > src/new.txt; echo x > x");
            assertThat(changes(workspace)).containsExactly("M RE src/new.txt 8", "A RE x 2");
            assertThat(read(workspace, "src/new.txt")).isEqualTo("changed\n");
        }
        assertThat(fixture.snapshot()).isEqualTo(before);
        assertThat(fixture.clean()).isTrue();
        assertThat(fixture.at(BRANCH, "x")).isEqualTo("x\n");
        try (Stream<Path> files = Files.walk(fixture.root())) {
            assertThat(files)
                    .allSatisfy(file -> assertThat(Files.getOwner(file).getName())
                            .as(file.toString())
                            .isEqualTo(USER));
        }
    }

    @Test
    void whatAnotherUsersStepsStartedEndsWithThem() throws Exception {
        try (Workspace workspace = open()) {
            Duration limit = Duration.ofMillis(700);
            String script =
                    "(setsid bash -c 'trap \"\" TERM; echo $$ > d.log; sleep 20' &); trap '' TERM; echo $$ > s.log;"
                            + " sleep 20";
            StepExit exit = run(workspace, step(new Action.Shell(script), Map.of(), limit))
                    .exit();
            assertThat(exit).isEqualTo(new StepExit.TimedOut(limit));
            for (String file : List.of("d.log", "s.log")) {
                String pid = Files.readString(fixture.root().resolve(file)).strip();
                assertThat(isRunning(Long.parseLong(pid))).as(file).isFalse();
            }
        }
    }

    @Test
    void aCloneThatTheUserMayNotWriteIsRefusedWithTheHint() throws Exception {
        Files.setAttribute(fixture.root(), "unix:uid", 0);
        assertThatThrownBy(() -> executor().inspect(request()))
                .isInstanceOf(WorkspaceUnavailableException.class)
                .hasMessage(fixture.root() + " cannot be written by " + USER + ": change its owner or its mode");
    }

    @Test
    void aUserWhomNobodyKnowsIsTold() {
        assertThatThrownBy(() -> executor()
                        .inspect(request(
                                fixture.root().toString(),
                                Lanes.lane(Lane.WorkspaceMode.IN_PLACE, "nobody-of-this-name"))))
                .isInstanceOf(RunnerException.class)
                .hasMessageContaining("nobody-of-this-name");
    }
}
