package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.forge.Fault;
import io.github.hirakuarai.codexrunner.forge.Incoming;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The runner is killed before and after every effect that anybody can see, and around every line of its journal; the
 * points are counted from a run that nobody disturbs. Then it is started again: the steps have run at most once, and the
 * brief has one end that people are told.
 */
@Timeout(900)
class CrashMatrixTest {

    private static final String OUTPUTS = """
              - type: pr
                title: Add out
                commit_message: add out
                files: [out.txt]
                labels: [from-runner]
              - type: comment
                body: done
            """;

    /**
     * By default each third write and each line of the journal sees one of both sides, by turns: of writes that follow one another, the
     * same run is found again. {@code -Dcrashes=all} shows each of them both.
     */
    private static final boolean ALL = "all".equals(System.getProperty("crashes"));

    @TempDir
    private Path folder;

    private final Map<String, Integer> verdicts = new TreeMap<>();

    @Test
    void aKillAtAnyWriteLeavesTheBriefWithOneEnd() throws Exception {
        int writes = undisturbed();
        assertThat(writes).isGreaterThan(8);
        for (int point = 1; point <= writes; point++) {
            if (ALL || point % 6 == 3) {
                killAtWrite(point, Fault.drop());
            }
            if (ALL || point % 6 == 0) {
                killAtWrite(point, Fault.actThenDrop());
            }
        }
        System.out.println("killed around the " + writes + " writes: " + verdicts);
    }

    /** {@link ResumptionTableTest} has one line of each kind. */
    @Test
    @Tag("slow")
    void aKillAroundAnyLineOfTheJournalLeavesTheBriefWithOneEnd() throws Exception {
        int lines = journalLines();
        assertThat(lines).isGreaterThan(15);
        for (int line = 1; line <= lines; line++) {
            for (Debugger.When when : Debugger.When.values()) {
                if (ALL || (line % 2 == 0) == (when == Debugger.When.BEFORE)) {
                    killAtLine(line, when);
                }
            }
        }
        System.out.println("killed around the " + lines + " lines of the journal: " + verdicts);
    }

    private int undisturbed() throws Exception {
        try (Scene scene = scene("undisturbed")) {
            int before = scene.writes().size();
            assertThat(scene.run("run", "--execute").exitCode()).isZero();
            return scene.writes().size() - before;
        }
    }

    private int journalLines() throws Exception {
        try (Scene scene = scene("lines")) {
            assertThat(scene.run("run", "--execute").exitCode()).isZero();
            try (var journals = Files.walk(scene.folder.resolve("state/runs"))) {
                Path journal = journals.filter(path -> path.endsWith("journal.jsonl"))
                        .findFirst()
                        .orElseThrow();
                return Files.readAllLines(journal).size();
            }
        }
    }

    private void killAtWrite(int point, Fault fault) throws Exception {
        String name = "write-" + point + "-" + fault.getClass().getSimpleName();
        try (Scene scene = scene(name);
                RunnerProcess runner = RunnerProcess.start(scene, List.of(), "run", "--execute")) {
            AtomicInteger seen = new AtomicInteger();
            int before = scene.writes().size();
            scene.forge
                    .faults()
                    .every(
                            request -> {
                                if (!isWrite(request) || seen.incrementAndGet() != point) {
                                    return false;
                                }
                                runner.kill();
                                return true;
                            },
                            fault);
            runner.exitCode();
            assertThat(seen.get()).as(runner.output()).isEqualTo(point);
            // What was under way has arrived, or not.
            awaitWrites(scene, before + point);
            scene.forge.faults().clear();
            checkDone(scene, name);
        }
    }

    /** The server is slow: the killed runner's push takes effect in the middle of its recovery. */
    @Test
    void aPushThatArrivesLateIsNoOtherRunners() throws Exception {
        try (Scene scene = scene("late");
                RunnerProcess runner = RunnerProcess.start(scene, List.of(), "run", "--execute")) {
            CountDownLatch recovering = new CountDownLatch(1);
            AtomicInteger pushes = new AtomicInteger();
            int before = scene.writes().size();
            scene.forge
                    .faults()
                    .every(
                            request -> {
                                if (!isPush(request) || pushes.incrementAndGet() != 2) {
                                    return false;
                                }
                                runner.kill();
                                return true;
                            },
                            Fault.hold(recovering));
            runner.exitCode();
            int arrived = scene.writes().size();
            assertThat(arrived).isGreaterThan(before);
            scene.forge
                    .faults()
                    .every(
                            request -> {
                                if (isPush(request) && recovering.getCount() > 0) {
                                    recovering.countDown();
                                    awaitWrites(scene, arrived + 1);
                                }
                                return false;
                            },
                            Fault.drop());

            checkDone(scene, "late");
        }
    }

    private static boolean isPush(Incoming request) {
        return request.path().endsWith("/git-receive-pack");
    }

    private static void awaitWrites(Scene scene, int count) {
        while (scene.writes().size() < count) {
            Until.pause();
        }
    }

    private void killAtLine(int line, Debugger.When when) throws Exception {
        String name = "line-" + line + "-" + when;
        try (Scene scene = scene(name);
                Debugger debugger = Debugger.listen();
                RunnerProcess runner = RunnerProcess.start(scene, debugger.options(), "run", "--execute")) {
            debugger.killAt("io.github.hirakuarai.codexrunner.disk.Journal", "write", line, when, runner);
            runner.exitCode();
            checkDone(scene, name);
        }
    }

    /** Whatever was killed, its steps' supervisor is there, so the next run goes on. */
    private void checkDone(Scene scene, String name) throws IOException {
        OneEnd.check(scene, name, verdicts);
        assertThat(verdicts).as(name).containsOnlyKeys("DONE");
    }

    private static boolean isWrite(Incoming request) {
        return request.write();
    }

    private Scene scene(String name) throws IOException {
        Scene scene = Scene.in(Files.createDirectory(folder.toRealPath().resolve(name)));
        scene.issue(scene.brief(
                ForgeTrace.noteStep(scene) + "echo ran >> " + scene.folder.resolve("counter")
                        + "; echo hello > out.txt",
                OUTPUTS));
        return scene;
    }
}
