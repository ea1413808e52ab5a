package io.github.hirakuarai.codexrunner.bench;

import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.event.Selection;
import io.github.hirakuarai.codexrunner.testkit.scene.Devbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What it costs to keep what a step prints: whole runs, each with a step that prints 1 GiB, in turns with {@code bash script >
 * file}. Prints the seconds of both, and how much memory the process held at most, the forge on loopback included.
 */
public final class OutputMeasurement {

    private static final long GIBIBYTE = 1L << 30;

    /** Whoever prints a GiB, by name. */
    private static final Map<String, String> SCRIPTS = Map.of(
            "seq",
            "seq 1000000000 1097612892; printf x",
            "yes",
            "yes 'a line of twenty-six bytes' | head -c " + GIBIBYTE,
            "blocks",
            "dd if=/dev/zero bs=64K count=16384 status=none",
            "zeros",
            "head -c " + GIBIBYTE + " /dev/zero");

    private final Path folder;
    private final String text;
    private final int rounds;
    private final List<Double> ours = new ArrayList<>();
    private final List<Double> theirs = new ArrayList<>();

    private OutputMeasurement(Path folder, String script, int rounds) {
        this.rounds = rounds;
        this.folder = folder;
        this.text = script;
    }

    /** Takes {@code seq}, {@code yes}, {@code blocks} or {@code zeros}, and how many rounds, by default 15. */
    public static void main(String... words) throws Exception {
        Path folder = Files.createTempDirectory("codex-runner-bench").toRealPath();
        int rounds = words.length > 1 ? Integer.parseInt(words[1]) : 15;
        new OutputMeasurement(folder, SCRIPTS.get(words[0]), rounds).measure();
    }

    private void measure() throws Exception {
        try (Devbox devbox = devbox();
                Runner runner = Runner.builder()
                        .environment(devbox.environment())
                        .configuration(devbox.configuration())
                        .listener(this::note)
                        .build()) {
            for (int round = 0; round < rounds; round++) {
                plainly();
                devbox.issue(devbox.brief(text, "- type: comment\n  body: done\n"));
                runner.run(Selection.ALL);
                checkAndDelete(folder.resolve("state/runs"));
            }
        }
        for (double quantile : new double[] {0.1, 0.25, 0.5}) {
            double own = at(ours, quantile);
            double other = at(theirs, quantile);
            System.out.printf(
                    "quantile %.2f: step %.2f s, bash script > file %.2f s, ratio %.2f%n",
                    quantile, own, other, own / other);
        }
        System.out.println(resident());
    }

    private Devbox devbox() {
        Devbox devbox = Devbox.in(folder);
        devbox.configure("limits: {logBytes: 2GiB}\n");
        return devbox;
    }

    private void plainly() throws Exception {
        Path script = Files.writeString(folder.resolve("script"), text);
        Path file = folder.resolve("plain");
        long begun = System.nanoTime();
        new ProcessBuilder("bash", script.toString())
                .redirectOutput(file.toFile())
                .start()
                .waitFor();
        theirs.add((System.nanoTime() - begun) / 1e9);
        Files.delete(file);
    }

    private void note(RunEvent event) {
        if (event instanceof RunEvent.StepEnded ended) {
            ours.add(ended.step().elapsed().toNanos() / 1e9);
        }
    }

    private static void checkAndDelete(Path runs) throws IOException {
        try (Stream<Path> logs = Files.walk(runs)) {
            for (Path log : logs.sorted(Comparator.reverseOrder()).toList()) {
                if (log.endsWith("1.log") && Files.size(log) != GIBIBYTE) {
                    throw new IllegalStateException(log + " holds " + Files.size(log));
                }
                Files.delete(log);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static double at(List<Double> seconds, double quantile) {
        return seconds.stream().sorted().toList().get((int) (seconds.size() * quantile));
    }

    private static String resident() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM"))
                    .map(line -> line.replaceAll("\\s+", " "))
                    .findFirst()
                    .orElse("");
        }
    }
}
