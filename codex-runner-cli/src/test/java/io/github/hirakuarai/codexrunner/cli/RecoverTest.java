package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.forge.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code recover} after a runner was killed in the middle of a step. */
@Timeout(120)
class RecoverTest {

    @TempDir
    private Path folder;

    private Scene scene;
    private int issue;

    @BeforeEach
    void setUp() throws IOException {
        scene = Scene.in(folder.toRealPath());
    }

    @AfterEach
    void tearDown() {
        scene.close();
    }

    @Test
    void whereNothingWasLeftItSaysSo() {
        Scene.Ran ran = scene.run("recover");

        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.OK);
        assertThat(ran.out()).isEqualTo("nothing to recover\n");
        assertThat(scene.writes()).isEmpty();
    }

    @Test
    void aKilledRunOfThisMachineGoesOn() throws Exception {
        killARunner();
        Files.createFile(scene.folder.resolve("go"));

        Scene.Ran ran = scene.run("recover");

        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.OK);
        assertThat(ran.out()).startsWith("octo/app#" + issue + "  resumed  ").contains("step 1");
        assertThat(scene.statusComment(issue)).contains("state=DONE");
        assertThat(scene.look().pulls()).hasSize(1);
        assertThat(scene.run("recover").out()).isEqualTo("nothing to recover\n");
    }

    @Test
    void aKilledRunWhoseSupervisorIsGoneEndsAsInterrupted() throws Exception {
        killARunner();
        scene.killSupervisor();

        Scene.Ran ran = scene.run("recover");

        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.OK);
        assertThat(ran.out())
                .startsWith("octo/app#" + issue + "  interrupted  ")
                .contains("step 1");
        assertThat(scene.statusComment(issue)).contains("state=FAILED").contains("killed");
        assertThat(scene.look().pulls()).isEmpty();
        assertThat(scene.run("recover").out()).isEqualTo("nothing to recover\n");
    }

    @Test
    void ofARunWhoseRecordCannotBeReadOrIsGoneItSaysSo() throws Exception {
        killARunner();
        scene.killSupervisor();
        scene.git("remote", "set-url", "--push", "origin", scene.pushUrl("alice"));
        String ref = scene.look().refs("refs/codex/briefs/").keySet().iterator().next();
        scene.git("push", "-q", "--force", "origin", "HEAD:" + ref);

        Scene.Ran junk = scene.run("recover", "--dry-run");
        assertThat(junk.out()).contains("  closed  ").contains(ref + " cannot be read: ");
        assertThat(junk.err()).contains(ref + " cannot be read: ");

        scene.git("push", "-q", "origin", ":" + ref);
        assertThat(scene.run("recover").out()).contains("it had claimed the brief, and the record is gone");
        assertThat(scene.run("recover").out()).isEqualTo("nothing to recover\n");
    }

    @Test
    void aRunThatWasKilledWhenAllWasDeliveredEndsAsItWouldHave() throws Exception {
        issue = scene.issue(scene.brief("echo ran >> " + scene.folder.resolve("counter") + "; echo hello > out.txt"));
        try (RunnerProcess runner = RunnerProcess.start(scene, List.of(), "run", "--execute")) {
            scene.forge
                    .faults()
                    .every(
                            request -> {
                                if (!request.path().endsWith("/git-receive-pack") || !isAboutToEnd()) {
                                    return false;
                                }
                                runner.kill();
                                return true;
                            },
                            Fault.drop());
            runner.exitCode();
            scene.forge.faults().clear();
        }
        assertThat(scene.statusComment(issue)).contains("state=RUNNING");

        Scene.Ran ran = scene.run("recover");

        assertThat(ran.out()).as(ran.err()).startsWith("octo/app#" + issue + "  ended  ");
        assertThat(scene.statusComment(issue)).contains("state=DONE").contains("Run");
        assertThat(scene.look().pulls()).hasSize(1);
        assertThat(scene.folder.resolve("counter")).hasContent("ran");
    }

    private boolean isAboutToEnd() {
        try (Stream<Path> files = Files.walk(scene.folder.resolve("state/runs"))) {
            for (Path journal :
                    files.filter(path -> path.endsWith("journal.jsonl")).toList()) {
                if (Files.readString(journal).contains("\"end\"")) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aDryRunOnlySaysWhatWouldBeDone() throws Exception {
        killARunner();
        int writes = scene.writes().size();
        Map<String, Long> files = scene.files();

        Scene.Ran ran = scene.run("recover", "--dry-run", "--format", "json");

        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.OK);
        JsonNode run = new JsonMapper().readTree(ran.out()).get("runs").get(0);
        assertThat(run.get("id").stringValue()).isEqualTo("octo/app#" + issue);
        assertThat(run.get("verdict").stringValue()).isEqualTo("resumed");
        assertThat(scene.writes()).hasSize(writes);
        assertThat(scene.files()).isEqualTo(files);
    }

    @Test
    void anotherMachinesClaimIsLeftAloneUntilItHasStoodForAWholeLease() throws Exception {
        scene.configure("claims: {lease: 9s}\nlimits: {grace: 1s}\n");
        killARunner();
        // Another machine has another state folder: it knows of the run from its record alone.
        Files.writeString(
                scene.configuration,
                Files.readString(scene.configuration)
                        .replace("id: devbox, stateDir: state", "id: other, stateDir: os"));
        int writes = scene.writes().size();

        Scene.Ran once = scene.run("recover");

        assertThat(once.out()).contains("waiting").contains("devbox");
        assertThat(once.err()).contains("--wait");
        assertThat(scene.writes()).hasSize(writes);

        Scene.Ran patient = scene.run("recover", "--wait");

        assertThat(patient.exitCode()).as(patient.err()).isEqualTo(ExitCode.OK);
        assertThat(patient.out().lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("waiting"),
                        line -> assertThat(line).contains("interrupted"));
        assertThat(scene.statusComment(issue)).contains("state=FAILED");
    }

    /** Each run is a process of its own, as a timer starts them; what the first saw is in the state folder. */
    @Test
    void ofTwoRunsALeaseApartTheSecondTakesOverWhatADeadMachineLeft() throws Exception {
        Duration lease = Duration.ofSeconds(15);
        scene.configure("claims: {lease: 15s}\nlimits: {grace: 1s}\n");
        killARunner();
        Files.writeString(
                scene.configuration,
                Files.readString(scene.configuration)
                        .replace("id: devbox, stateDir: state", "id: other, stateDir: os"));

        assertThat(runOnce()).contains("CLAIMED_ELSEWHERE").doesNotContain("interrupted");
        assertThat(scene.statusComment(issue)).contains("state=RUNNING");
        long seen = System.nanoTime();
        while (System.nanoTime() - seen < lease.toNanos()) {
            Until.pause();
        }
        String second = runOnce();

        assertThat(scene.statusComment(issue))
                .as(second)
                .contains("state=FAILED")
                .contains("does not answer");
        assertThat(scene.look().pulls()).isEmpty();
    }

    private String runOnce() throws Exception {
        try (RunnerProcess run = RunnerProcess.start(scene, List.of(), "run", "--execute")) {
            run.exitCode();
            return run.output();
        }
    }

    @Test
    void waitingEndsWithCtrlC() throws Exception {
        killARunner();
        Files.writeString(
                scene.configuration,
                Files.readString(scene.configuration)
                        .replace("id: devbox, stateDir: state", "id: other, stateDir: os"));
        try (RunnerProcess waiting = RunnerProcess.start(scene, List.of(), "recover", "--wait")) {
            Until.holds(waiting, () -> waiting.output().contains("waiting"));
            waiting.signal("INT");

            assertThat(waiting.exitCode()).isEqualTo(ExitCode.INTERRUPTED);
        }
        assertThat(scene.statusComment(issue)).contains("state=RUNNING");
    }

    @Test
    void aDryRunDoesNotWait() {
        Scene.Ran ran = scene.run("recover", "--dry-run", "--wait");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err().lines()).singleElement().asString().contains("--wait");
    }

    /** A runner is killed while its step runs, which goes on until the file {@code go} is there, or ends by itself at last. */
    private void killARunner() throws Exception {
        Path begun = scene.folder.resolve("begun");
        issue = scene.issue(scene.brief("touch " + begun + "; for n in {1..400}; do test -e " + scene.folder
                + "/go && break; sleep 0.05; done; echo over > out.txt"));
        try (RunnerProcess runner = RunnerProcess.start(scene, List.of(), "run", "--execute")) {
            Until.holds(runner, () -> Files.exists(begun));
            runner.kill();
        }
    }
}
