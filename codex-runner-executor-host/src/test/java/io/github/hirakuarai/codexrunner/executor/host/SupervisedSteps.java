package io.github.hirakuarai.codexrunner.executor.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.model.Action;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.model.Step;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import io.github.hirakuarai.codexrunner.spi.StepEnvironment;
import io.github.hirakuarai.codexrunner.spi.StepRequest;
import io.github.hirakuarai.codexrunner.spi.StepSink;
import io.github.hirakuarai.codexrunner.testkit.contract.ExecutorHarness;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A supervisor on a host whose connection can be cut, and steps for it. */
abstract class SupervisedSteps {

    static final RunId RUN = new RunId("20261121T050403Z-7-body-4f1a09");
    static final Duration GRACE = Duration.ofSeconds(1);
    static final StepSupervisor.Lease LEASE = new StepSupervisor.Lease(Duration.ofMinutes(10), GRACE);

    @TempDir
    Path folder;

    BreakableHost host;
    StepSupervisor supervisor;

    @BeforeEach
    void open() throws IOException {
        folder = folder.toRealPath();
        host = new BreakableHost(folder.resolve("state"));
        supervisor = open(TreeMode.CGROUP);
    }

    StepSupervisor open(TreeMode mode) {
        return StepSupervisor.open(host.shell(), RUN, locks(), mode, GRACE, LEASE);
    }

    List<String> locks() {
        return List.of(folder.resolve("lock").toString());
    }

    @AfterEach
    void close() {
        host.reconnect();
        supervisor.close();
        assertThat(Path.of(supervisor.folder())).doesNotExist();
    }

    StepExit run(int ordinal, String script, StepSink sink) {
        return supervisor.run(
                launch(script), request(ordinal, Duration.ofSeconds(40), 0), sink, new CancellationToken());
    }

    StepLaunch launch(String script) {
        return StepLaunch.of(folder.toString(), new Action.Shell(script), Map.of("PATH", "/usr/bin:/bin"));
    }

    static StepRequest request(int ordinal, Duration timeout, long offset) {
        return new StepRequest(ordinal, step(), environment(), timeout, 1L << 30, offset);
    }

    static Step step() {
        return new Step("test", new Action.Shell("true"), Duration.ofSeconds(30), Map.of(), false, false);
    }

    static StepEnvironment environment() {
        return new StepEnvironment(Map.of(), Set.of(), Set.of());
    }

    void killSupervisor() throws Exception {
        kill(supervisorPid());
    }

    long supervisorPid() throws IOException {
        String line = Files.readString(Path.of(supervisor.folder(), "supervisor"));
        return Long.parseLong(line.split(" ", -1)[1]);
    }

    static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        until(() -> !isRunning(pid));
    }

    long pid(String file) {
        try {
            String text = Files.exists(folder.resolve(file))
                    ? Files.readString(folder.resolve(file)).strip()
                    : "";
            return text.isEmpty() ? 0 : Long.parseLong(text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static boolean isRunning(long pid) {
        return Probe.running(pid);
    }

    static void until(BooleanSupplier condition) {
        Probe.await(condition);
    }

    /** What every test of an executor may use. */
    private abstract static class Probe extends ExecutorHarness {

        static boolean running(long pid) {
            return ExecutorHarness.isRunning(pid);
        }

        static void await(BooleanSupplier condition) {
            ExecutorHarness.until(condition);
        }
    }

    static final class Output implements StepSink {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public synchronized void write(byte[] written, int offset, int length) {
            bytes.write(written, offset, length);
        }

        synchronized String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }

    /** The environment that a host gives its commands. */
    static Map<String, String> environment(Path state) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("PATH", "/usr/bin:/bin:/usr/sbin:/sbin");
        environment.put("HOME", state.toString());
        environment.put("XDG_STATE_HOME", state.toString());
        return environment;
    }
}
