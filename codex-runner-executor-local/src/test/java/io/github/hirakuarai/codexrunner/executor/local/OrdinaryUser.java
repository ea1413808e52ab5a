package io.github.hirakuarai.codexrunner.executor.local;

import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.testkit.contract.ExecutorHarness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** Tests whose steps run as an ordinary user, whom file modes stop. */
abstract class OrdinaryUser extends ExecutorHarness {

    private static final boolean ROOT = System.getProperty("user.name").equals("root");

    @Override
    protected Executor makeExecutor(Path stateDir, Path home) {
        return Lanes.executor(stateDir, home);
    }

    @Override
    protected void handOver() {
        if (ROOT) {
            Nobody.own("-R", folder.toString());
        }
    }

    @Override
    protected Lane lane(Lane.WorkspaceMode mode) {
        return Lanes.lane(mode, ROOT ? Nobody.NAME : null);
    }

    final String withSubmodule() throws IOException {
        return inClone(
                        "git init -q ../source; echo sub > ../source/f; git -C ../source add f; git -C ../source commit -qm s;"
                                + " git -c protocol.file.allow=always submodule -q add $HOME/work/source sub; git commit -qm sub;"
                                + " git push -q " + fixture.mirror() + " HEAD:refs/heads/more; git rev-parse HEAD")
                .strip();
    }

    /** As a host that is switched off. */
    final void killSupervisor() throws IOException {
        try (Stream<Path> runs = Files.list(folder.toRealPath().resolve(".local/state/codex-runner/host/runs"))) {
            for (Path run : runs.toList()) {
                long pid = Long.parseLong(
                        Files.readString(run.resolve("supervisor")).split(" ", -1)[1]);
                ProcessHandle supervisor = ProcessHandle.of(pid).orElseThrow();
                supervisor.destroyForcibly();
                until(() -> !isRunning(pid));
            }
        }
    }

    final String inClone(String script) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", script)
                .directory(fixture.root().toFile())
                .redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "HOME", folder.toRealPath().toString(),
                        "GIT_CONFIG_COUNT", "3",
                        "GIT_CONFIG_KEY_0", "safe.directory",
                        "GIT_CONFIG_VALUE_0", "*",
                        "GIT_CONFIG_KEY_1", "user.name",
                        "GIT_CONFIG_VALUE_1", "P",
                        "GIT_CONFIG_KEY_2", "user.email",
                        "GIT_CONFIG_VALUE_2", "p@x.org"));
        Process process = builder.start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
