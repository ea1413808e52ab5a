package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The unit under a real systemd, in a container of this machine's own files: installed as {@code docs/operations.md} says. Takes
 * a minute, root, podman and runc: {@code -Dservice=all}.
 */
@EnabledIfSystemProperty(named = "service", matches = "all")
@Timeout(300)
class ServiceUnitTest {

    private static final Path UNIT =
            Path.of("..", "codex-runner-dist", "src", "main", "systemd", "codex-runner.service");
    private static final String HOME = "/var/lib/codex-runner";

    @TempDir
    private Path folder;

    private Scene scene;
    private SystemdContainer machine;

    @BeforeEach
    void install() throws Exception {
        assumeTrue(SystemdContainer.isPossible(), "it needs root, podman, runc and systemd");
        scene = Scene.in(folder.toRealPath());
        machine = SystemdContainer.start();
        machine.run("useradd --system --home-dir " + HOME
                + " --create-home --shell /usr/sbin/nologin codex-runner; install -d -m 0755 /etc/codex-runner");
        machine.copyClassPath("/opt/codex-runner/lib");
        machine.write("/opt/codex-runner/bin/codex-runner", "0755", """
                #!/bin/sh
                exec java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx96m -cp "%s" %s "$@"
                """.formatted(
                        SystemdContainer.classPath("/opt/codex-runner/lib"), Main.class.getName()));
        machine.write("/etc/codex-runner/environment", "0600", "GITHUB_TOKEN=" + scene.environment.get("GITHUB_TOKEN"));
        machine.write("/etc/systemd/system/codex-runner.service", "0644", Files.readString(UNIT));
        machine.run("runuser -u codex-runner -- git clone -q "
                + scene.forge.cloneUrlPattern().replace("{owner}/{name}", Scene.REPOSITORY) + " " + HOME + "/work/app");
    }

    @AfterEach
    void close() {
        if (machine != null) {
            machine.close();
        }
        if (scene != null) {
            scene.close();
        }
    }

    @Test
    void aRestartInAStepLetsTheStepLiveAndTheNextStartFinishesIt() throws Exception {
        detach();
        start("detach");
        int issue = post(waiting());
        until(() -> machine.run("cat " + HOME + "/counter").contains("ran"));

        machine.run("systemctl restart codex-runner");
        machine.run("touch " + HOME + "/go");

        until(() -> isDone(issue));
        assertThat(machine.run("cat " + HOME + "/counter")).isEqualTo("ran\n");
        assertThat(scene.look().pulls()).hasSize(1);
        assertThat(machine.run("ls -A " + HOME + "/.local/state/codex-runner/host/runs"))
                .isEmpty();
    }

    @Test
    void aStopWaitsForTheRunningBrief() throws Exception {
        start("finish");
        int issue = post(waiting());
        until(() -> machine.run("cat " + HOME + "/counter").contains("ran"));

        machine.run("systemctl stop --no-block codex-runner");
        machine.run("touch " + HOME + "/go");

        until(() -> machine.run("systemctl is-active codex-runner").equals("inactive\n"));
        assertThat(isDone(issue)).isTrue();
        assertThat(scene.look().pulls()).hasSize(1);
    }

    @Test
    void aStepThatIsKilledForMemoryFailsAlone() throws Exception {
        detach();
        machine.write("/etc/systemd/system/codex-runner.service.d/memory.conf", "0644", "[Service]\nMemoryMax=400M\n");
        start("finish");
        int issue = post("exec python3 -c 'x = bytearray(1 << 30); print(len(x))'");

        until(() -> scene.statusComments(issue).stream().anyMatch(comment -> comment.contains("state=FAILED")));
        assertThat(scene.statusComment(issue)).contains("signal 9", "when memory runs out");
        assertThat(machine.run("systemctl is-active codex-runner")).isEqualTo("active\n");
        assertThat(machine.run("systemctl show -P NRestarts codex-runner")).isEqualTo("0\n");
    }

    private static String waiting() {
        return "echo ran >> %1$s/counter; until [[ -e %1$s/go ]]; do sleep 0.1; done; echo hello > out.txt"
                .formatted(HOME);
    }

    /** The drop-in of {@code docs/operations.md}. */
    private void detach() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "operations.md"));
        int begin = page.indexOf("[Service]\nKillMode=process");
        machine.write(
                "/etc/systemd/system/codex-runner.service.d/override.conf",
                "0644",
                page.substring(begin, page.indexOf("```", begin)));
    }

    private void start(String stop) {
        machine.write("/etc/codex-runner/codex-runner.yaml", "0644", """
                version: 1
                runner: {stateDir: %s/state}
                repositories: [%s]
                github: {apiUrl: "%s"}
                git: {url: "%s"}
                lanes:
                  devbox: {executor: local, workdirs: ["%s/work/**"]}
                limits: {grace: 2s}
                watch: {interval: 1s, since: 2020-01-01T00:00:00Z, stop: %s}
                """.formatted(
                        HOME, Scene.REPOSITORY, scene.forge.apiUrl(), scene.forge.cloneUrlPattern(), HOME, stop));
        machine.run("systemctl daemon-reload; systemctl start codex-runner");
    }

    private int post(String script) {
        String brief = scene.brief(script).replace(scene.clone.toString(), HOME + "/work/app");
        return scene.forge.createIssue(Scene.REPOSITORY, "alice", "work", brief, List.of("codex:auto"));
    }

    private boolean isDone(int issue) {
        return scene.statusComments(issue).stream().anyMatch(comment -> comment.contains("state=DONE"));
    }

    private void until(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + 90_000_000_000L;
        while (!condition.call()) {
            assertThat(System.nanoTime())
                    .as(() -> machine.run("journalctl --no-pager -n 40 -u codex-runner"))
                    .isLessThan(end);
            Until.pause();
        }
    }
}
