package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A step that prints far more than the runner has memory for. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ManyLinesTest {

    private static final long BYTES = 270_000_000;

    /** The most that the runner's process may hold, whatever a step prints. */
    private static final long RESIDENT_KIB = 200 * 1024;

    @TempDir
    private Path folder;

    @Test
    void tenMillionLinesTakeNoMoreMemoryThanOne() throws Exception {
        try (Scene scene = Scene.in(folder.toRealPath())) {
            int issue = scene.issue(
                    scene.brief("yes 'a line of twenty-six bytes' | head -c " + BYTES + "; echo done > out.txt"));
            long peak = 0;
            try (RunnerProcess runner = RunnerProcess.start(scene, List.of("-Xmx64m"), "run", "--execute", "-q")) {
                while (!ended(runner.pid())) {
                    peak = Math.max(peak, resident(runner.pid()));
                }
                assertThat(runner.exitCode()).as(runner.output()).isEqualTo(ExitCode.OK);
            }
            assertThat(peak).isPositive().isLessThan(RESIDENT_KIB);
            assertThat(scene.statusComment(issue)).contains("state=DONE").hasSizeLessThan(65_536);
            try (Stream<Path> files = Files.walk(scene.folder.resolve("state/runs"))) {
                Path log =
                        files.filter(file -> file.endsWith("1.log")).findFirst().orElseThrow();
                assertThat(log).hasSize(BYTES);
            }
        }
    }

    /** Waits a moment for the end of a process. */
    private static boolean ended(long pid) throws Exception {
        var process = ProcessHandle.of(pid);
        try {
            return process.isEmpty() || process.get().onExit().get(50, TimeUnit.MILLISECONDS) != null;
        } catch (TimeoutException e) {
            return false;
        }
    }

    /** The most that a process of this machine has held so far, in KiB; 0 when it has gone. */
    private static long resident(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | RuntimeException e) {
            return 0;
        }
    }
}
