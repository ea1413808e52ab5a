package io.github.hirakuarai.codexrunner.executor.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.testkit.contract.ExecutorHarness;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How often a lane's host hears of the steps of a run. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SshLaneTest extends ExecutorHarness {

    private MinaServer server;

    @BeforeEach
    void startServer() throws Exception {
        server = MinaServer.start(folder.resolve("server"));
    }

    @AfterEach
    void stopServer() throws Exception {
        server.close();
    }

    @Override
    protected Executor makeExecutor(Path stateDir, Path home) {
        return Lanes.executor(stateDir, home);
    }

    @Override
    protected Lane lane(Lane.WorkspaceMode mode) {
        return server.lane();
    }

    @Test
    void twentyStepsTakeOneConnectionAndOneCommandEach() {
        try (Workspace workspace = open()) {
            int commands = server.commandsRun();
            for (int step = 1; step <= 20; step++) {
                assertThat(run(workspace, "echo " + step).output()).isEqualTo(step + "\n");
            }
            assertThat(server.commandsRun()).isEqualTo(commands + 20);
            server.untilOpen(0);
        }
        server.untilOpen(0);
        assertThat(server.connected()).hasSize(1);
        assertThat(server.signedIn()).isEqualTo(1);
    }

    @Test
    void aStepWhoseConnectionIsLostRunsOnceToItsEnd() throws Exception {
        Path count = folder.resolve("count");
        Path go = folder.resolve("go");
        try (Workspace workspace = open()) {
            Output output = new Output();
            CompletableFuture<StepExit> exit = CompletableFuture.supplyAsync(() -> workspace.run(
                    shell("echo ran >> '" + count + "'; echo on; until [[ -e '" + go + "' ]]; do sleep 0.01; done;"
                            + " echo off"),
                    output,
                    new CancellationToken()));
            until(() -> output.text().equals("on\n"));
            server.cut();
            Files.createFile(go);

            assertThat(exit.join()).isEqualTo(new StepExit.Exited(0));
            assertThat(output.text()).isEqualTo("on\noff\n");
            assertThat(count).hasContent("ran");
        }
        assertThat(server.signedIn()).isEqualTo(2);
        assertThat(fixture.clean()).isTrue();
    }

    @Test
    void aConnectionThatIsLostBetweenStepsIsMadeAnewAndNoStepIsLost() {
        try (Workspace workspace = open()) {
            assertThat(run(workspace, "echo before > x").exit()).isEqualTo(new StepExit.Exited(0));
            server.cut();
            until(() -> threads("sshj-Reader").isEmpty());
            server.turnAway(1);
            assertThat(run(workspace, "cat x").output()).isEqualTo("before\n");
            assertThat(server.connected()).hasSize(3);
            assertThat(changes(workspace)).containsExactly("A RE x 7");
        }
        assertThat(fixture.clean()).isTrue();
    }

    @Test
    void aHostWhoseStateFolderIsFullSaysSo() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root may mount a small disk");
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Path filling = disk.resolve("filling");
        command("mount", "-t", "tmpfs", "-o", "size=256k", "none", disk.toString());
        try {
            server.variable("XDG_STATE_HOME", disk.toString());
            fill(filling);
            assertFull(() -> executor().reach(server.lane()));
            assertFull(this::open);
            assertThat(filesBelow(disk)).containsExactly(filling);
            assertThat(fixture.clean()).isTrue();

            Files.delete(filling);
            try (Workspace workspace = open()) {
                fill(filling);
                assertThat(run(workspace, "echo in").exit())
                        .isInstanceOfSatisfying(
                                StepExit.NotStarted.class,
                                exit -> assertThat(exit.toString()).contains("disk full"));
                Files.delete(filling);
                assertThat(run(workspace, "echo in").output()).isEqualTo("in\n");
            }
            assertThat(filesBelow(disk)).noneMatch(left -> left.toString().contains("/runs/"));
        } finally {
            command("umount", "-l", disk.toString());
        }
    }

    private static void assertFull(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RunnerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE))
                .hasMessageContaining(" cannot be written: free space");
    }

    private static List<Path> filesBelow(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static void fill(Path file) throws IOException {
        try (OutputStream output = Files.newOutputStream(file)) {
            byte[] page = new byte[4096];
            assertThatThrownBy(() -> {
                        for (int pages = 0; pages < 1000; pages++) {
                            output.write(page);
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    private static void command(String... words) throws Exception {
        assertThat(new ProcessBuilder(words).inheritIO().start().waitFor()).isZero();
    }
}
