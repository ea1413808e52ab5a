package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two runners that look at the same time share the briefs, rather than try for each of them. */
@Timeout(900)
class TwoRunnersTest {

    private static final int BRIEFS = Integer.getInteger("two.briefs", 12);

    @TempDir
    private Path folder;

    @Test
    void whoeverHasLostABriefGoesOnInAnOrderOfItsOwn() throws Exception {
        try (Scene scene = Scene.in(folder.toRealPath())) {
            scene.forge.setRateLimit(1_000_000);
            for (int n = 0; n < BRIEFS; n++) {
                scene.issue(scene.brief("echo " + n + " > out.txt"));
            }
            List<RunnerProcess> runners = new ArrayList<>();
            for (int n = 0; n < 2; n++) {
                runners.add(RunnerProcess.start(
                        scene,
                        List.of(),
                        "run",
                        "--execute",
                        "--config",
                        RaceTest.machine(scene, n).toString()));
            }
            long ran = 0;
            long met = 0;
            for (RunnerProcess runner : runners) {
                assertThat(runner.exitCode()).as(runner.output()).isZero();
                ran += count(runner, "  DONE (success)");
                met += count(runner, "CLAIMED_ELSEWHERE");
            }

            System.out.println(BRIEFS + " briefs, 2 runners: " + ran + " ended, " + met + " met at work");
            assertThat(ran).isEqualTo(BRIEFS);
            assertThat(met)
                    .as("briefs that one tried for while the other ran them")
                    .isLessThanOrEqualTo(BRIEFS / 3);
        }
    }

    private static long count(RunnerProcess runner, String words) throws Exception {
        return runner.output().lines().filter(line -> line.contains(words)).count();
    }
}
