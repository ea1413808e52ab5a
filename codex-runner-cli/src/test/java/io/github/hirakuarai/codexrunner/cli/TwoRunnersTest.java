package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two runners that look at the same time share the briefs, rather than try for each of them. */
@Timeout(300)
class TwoRunnersTest {

    /** So many that an order of its own is not by chance the one that all have: once in 40,320 runs. */
    private static final int REST = 8;

    @TempDir
    private Path folder;

    private Scene scene;
    private Path begun;
    private Path goOn;
    private Path order;

    @BeforeEach
    void open() throws Exception {
        scene = Scene.in(folder.toRealPath());
        begun = scene.folder.resolve("begun");
        goOn = scene.folder.resolve("go-on");
        order = scene.folder.resolve("order");
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void aRunnerThatHasLostABriefToAnotherTakesTheRestInAnOrderOfItsOwn() throws Exception {
        CompletableFuture<Scene.Ran> first = firstOfMany();
        assertThat(scene.run("run", "--execute", "--config", machine(1), "--issue", "2")
                        .out())
                .contains("DONE (success)");
        Files.createFile(goOn);
        assertThat(first.join().exitCode()).isZero();

        List<Integer> rest = rest(2);
        assertThat(rest).hasSize(REST).doesNotHaveDuplicates();
        assertThat(rest).isNotEqualTo(rest.stream().sorted().toList());
    }

    @Test
    void aRunnerThatMeetsNobodyTakesBriefsByAge() throws Exception {
        CompletableFuture<Scene.Ran> only = firstOfMany();
        Files.createFile(goOn);
        assertThat(only.join().exitCode()).isZero();

        List<Integer> all = rest(0);
        assertThat(all).hasSize(REST + 1).isSorted();
    }

    /** Begins a run that has taken the oldest of many briefs, and waits in it. */
    private CompletableFuture<Scene.Ran> firstOfMany() throws Exception {
        for (int n = 1; n <= REST + 2; n++) {
            String wait = n == 1 ? "touch " + begun + "; until test -e " + goOn + "; do sleep 0.05; done" : ":";
            scene.issue(scene.brief(wait + "; echo " + n + " >> " + order, "  - {type: comment, body: done}\n"));
        }
        CompletableFuture<Scene.Ran> running = scene.begin("run", "--execute", "--config", machine(0));
        while (!Files.exists(begun)) {
            assertThat(running).isNotDone();
            Until.pause();
        }
        return running;
    }

    private String machine(int n) throws Exception {
        return RaceTest.machine(scene, n).toString();
    }

    /** What ran after the first, by number; without the other runner's. */
    private List<Integer> rest(int without) throws Exception {
        List<Integer> numbers = new ArrayList<>(
                Files.readAllLines(order).stream().map(Integer::valueOf).toList());
        numbers.removeAll(List.of(1, without));
        return numbers;
    }
}
