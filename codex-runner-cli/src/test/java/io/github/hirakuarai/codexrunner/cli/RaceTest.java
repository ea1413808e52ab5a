package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many runners on many machines, one forge: what each of them finds, one of them runs. {@code -Drace.runners=8 -Drace.briefs=40}
 * is a longer race.
 */
@Timeout(900)
class RaceTest {

    private static final int RUNNERS = Integer.getInteger("race.runners", 3);
    private static final int BRIEFS_EACH = 2;
    private static final int ISSUES = Integer.getInteger("race.briefs", 6) / BRIEFS_EACH;

    @TempDir
    private Path folder;

    @Test
    void everyBriefIsRunByExactlyOneOfManyRunners() throws Exception {
        try (Scene scene = Scene.in(folder.toRealPath())) {
            // They share one account, whose requests of an hour would be gone in a minute.
            scene.forge.setRateLimit(1_000_000);
            Path counters = Files.createDirectory(scene.folder.resolve("counters"));
            for (int issue = 0; issue < ISSUES; issue++) {
                int number = scene.issue("text");
                for (int brief = 0; brief < BRIEFS_EACH; brief++) {
                    String script = ForgeTrace.noteStep(scene) + "echo ran >> '" + counters
                            + "'/\"${CODEX_BRIEF_ID//\\//_}\"; echo " + brief + " > out-" + number + "-" + brief
                            + ".txt";
                    scene.forge
                            .as("alice")
                            .comment(
                                    Scene.REPOSITORY,
                                    number,
                                    scene.brief(
                                            script,
                                            "  - type: pr\n    title: t\n    commit_message: m\n    files: [out-*.txt]\n"));
                }
            }
            List<RunnerProcess> runners = new ArrayList<>();
            for (int n = 0; n < RUNNERS; n++) {
                runners.add(RunnerProcess.start(
                        scene,
                        List.of(),
                        "run",
                        "--execute",
                        "--config",
                        machine(scene, n).toString()));
            }
            for (RunnerProcess runner : runners) {
                assertThat(runner.exitCode()).as(runner.output()).isZero();
            }
            // Whoever lost a brief to another has not waited for it: what is left belongs to nobody.
            scene.run("run", "--execute", "--config", machine(scene, RUNNERS).toString());

            int briefs = ISSUES * BRIEFS_EACH;
            try (var files = Files.list(counters)) {
                List<Path> all = files.toList();
                assertThat(all).hasSize(briefs);
                for (Path counter : all) {
                    assertThat(Files.readAllLines(counter))
                            .as(counter.toString())
                            .hasSize(1);
                }
            }
            assertThat(scene.look().pulls()).hasSize(briefs);
            assertThat(scene.look().refs("refs/codex/")).hasSize(briefs);
            RecordTraces.requirePathsOfTheModel(scene);
            System.out.println(briefs + " briefs, " + RUNNERS + " runners: each brief ran once; "
                    + runners.stream().map(RaceTest::ended).map(String::valueOf).toList());
        }
    }

    /** The configuration of one more machine: its own folder, and clones that are its own. */
    static Path machine(Scene scene, int n) throws IOException {
        Path configuration = scene.folder.resolve("machine-" + n + ".yaml");
        Files.writeString(
                configuration,
                Files.readString(scene.configuration)
                        .replace("id: devbox, stateDir: state", "id: machine-" + n + ", stateDir: state-" + n)
                        .replace("{executor: local}", "{executor: local, workspace: isolated}")
                        .replace("apiUrl:", "paced: false, apiUrl:"));
        return configuration;
    }

    private static long ended(RunnerProcess runner) {
        try {
            return runner.output()
                    .lines()
                    .filter(line -> line.contains("  DONE (success)"))
                    .count();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
