package io.github.hirakuarai.codexrunner.bench;

import io.github.hirakuarai.codexrunner.model.Action;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.model.Step;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.ExecutorFactory;
import io.github.hirakuarai.codexrunner.spi.StepEnvironment;
import io.github.hirakuarai.codexrunner.spi.StepRequest;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.spi.WorkspaceRequest;
import io.github.hirakuarai.codexrunner.testkit.contract.CloneFixture;
import io.github.hirakuarai.codexrunner.testkit.contract.Sshd;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * What a step costs: steps that do nothing beside the plain way to start the same command, in turns. Not by JMH: both sides
 * wait for other processes.
 */
public final class StepMeasurement {

    /**
     * How to compare.
     *
     * @param warmUp how many rounds first that do not count
     * @param count how many rounds that do
     * @param steps how many steps in a row, and then the same of the other side
     */
    private record Rounds(int warmUp, int count, int steps) {}

    private static final Rounds IN_TURNS = new Rounds(300, 600, 1);

    /** Each begins when the one before has ended: what is prepared for it has no time of its own. */
    private static final Rounds IN_A_ROW = new Rounds(1, 3, 500);

    private static final Duration LIMIT = Duration.ofMinutes(5);

    /** Reads how many to run, runs the command so often, and says how long each took, in nanoseconds. */
    private static final String PLAIN = """
            import subprocess, sys, time
            for line in sys.stdin:
                for _ in range(int(line)):
                    before = time.perf_counter_ns()
                    subprocess.run(sys.argv[1:])
                    print(time.perf_counter_ns() - before, flush=True)
            """;

    private final Path folder;
    private final CloneFixture clone;
    private int ordinal;

    private StepMeasurement(Path folder) {
        this.folder = folder;
        this.clone = CloneFixture.in(folder);
    }

    /** Measures {@code local} or {@code ssh}. */
    public static void main(String... words) throws Exception {
        StepMeasurement measurement = new StepMeasurement(
                Files.createTempDirectory("codex-runner-bench").toRealPath());
        switch (words.length == 1 ? words[0] : "") {
            case "local" -> measurement.local();
            case "ssh" -> measurement.ssh();
            default -> throw new IllegalArgumentException("local or ssh");
        }
    }

    private void local() throws Exception {
        compare("local", localLane(), List.of("bash", "-c", ":"), IN_TURNS, IN_A_ROW);
    }

    private void ssh() throws Exception {
        try (Sshd sshd = Sshd.start(folder.resolve("sshd"), folder)) {
            List<String> ssh = new ArrayList<>(List.of("ssh", "-F", "none", "-p", Integer.toString(sshd.port())));
            ssh.addAll(List.of(
                    "-i",
                    sshd.file("id").toString(),
                    "-S",
                    folder.resolve("master").toString()));
            ssh.addAll(List.of("-o", "UserKnownHostsFile=" + sshd.file("known_hosts"), "127.0.0.1"));
            List<String> master = new ArrayList<>(ssh);
            master.addAll(1, List.of("-M", "-N"));
            Process running = new ProcessBuilder(master).start();
            try {
                while (!Files.exists(folder.resolve("master"))) {
                    Thread.onSpinWait();
                }
                ssh.add("bash -c :");
                compare("ssh", sshd.lane(Lane.WorkspaceMode.IN_PLACE), ssh, IN_TURNS);
            } finally {
                running.destroy();
            }
        }
    }

    private void compare(String executor, Lane lane, List<String> plainly, Rounds... all) throws Exception {
        List<String> command = new ArrayList<>(List.of("python3", "-c", PLAIN));
        command.addAll(plainly);
        Process plain = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (Executor opened = open(executor);
                Workspace workspace = workspace(opened, lane);
                Writer orders = plain.outputWriter();
                BufferedReader times = plain.inputReader()) {
            for (Rounds rounds : all) {
                List<Long> ours = new ArrayList<>();
                List<Long> theirs = new ArrayList<>();
                for (int round = 0; round < rounds.warmUp() + rounds.count(); round++) {
                    List<Long> own = new ArrayList<>();
                    List<Long> other = new ArrayList<>();
                    for (int step = 0; step < rounds.steps(); step++) {
                        long before = System.nanoTime();
                        workspace.run(shell(++ordinal, ":"), (bytes, offset, length) -> {}, new CancellationToken());
                        own.add(System.nanoTime() - before);
                    }
                    orders.write(rounds.steps() + "\n");
                    orders.flush();
                    for (int step = 0; step < rounds.steps(); step++) {
                        other.add(Long.parseLong(times.readLine()));
                    }
                    if (round >= rounds.warmUp()) {
                        ours.addAll(own);
                        theirs.addAll(other);
                    }
                }
                for (double quantile : new double[] {0.1, 0.25, 0.5, 0.75}) {
                    double own = at(ours, quantile);
                    double other = at(theirs, quantile);
                    System.out.printf(
                            "%s, %d in a row: quantile %.2f: step %.2f ms, %s %.2f ms, %.2f ms over it%n",
                            executor, rounds.steps(), quantile, own, plainly.get(0), other, own - other);
                }
            }
        }
    }

    private static double at(List<Long> nanos, double quantile) {
        return nanos.stream().sorted().toList().get((int) (nanos.size() * quantile)) / 1e6;
    }

    private Executor open(String id) throws IOException {
        Path state = Files.createDirectory(folder.resolve("state"));
        return ServiceLoader.load(ExecutorFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(factory -> factory.id().equals(id))
                .findFirst()
                .orElseThrow()
                .open(new MeasuredContext(state));
    }

    private Workspace workspace(Executor executor, Lane lane) {
        Workspace workspace = executor.open(new WorkspaceRequest(
                new RunId("20261121T050403Z-7-body-4f1a09"),
                lane,
                clone.root().toString(),
                CloneFixture.URL,
                "codex/7-body-0123abcd",
                Duration.ofSeconds(1),
                Duration.ofHours(1)));
        workspace.checkout(clone.mirror(), clone.second());
        return workspace;
    }

    private static Lane localLane() {
        return new Lane("here", "local", Lane.WorkspaceMode.IN_PLACE, true, List.of(), false, Set.of(), null, Map.of());
    }

    private static StepRequest shell(int ordinal, String script) {
        return new StepRequest(
                ordinal,
                new Step("measured", new Action.Shell(script), LIMIT, Map.of(), false, false),
                new StepEnvironment(Map.of(), Set.of(), Set.of()),
                LIMIT,
                2L << 30,
                0);
    }
}
