package io.github.hirakuarai.codexrunner.testkit.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.model.Action;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.FileChange;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.Step;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.StagedFiles;
import io.github.hirakuarai.codexrunner.spi.StepEnvironment;
import io.github.hirakuarai.codexrunner.spi.StepRequest;
import io.github.hirakuarai.codexrunner.spi.StepSink;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.spi.WorkspaceRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * What tests of an executor share: a clone, a mirror, an executor, and short words for what tests do with them. The contracts
 * extend it, and so may tests of what one executor alone holds.
 */
public abstract class ExecutorHarness {

    /** The run's local branch in every test. */
    protected static final String BRANCH = "codex/7-body-0123abcd";

    private static final Duration LONG = Duration.ofSeconds(60);

    /** Long enough to leave the processor to what a test waits for. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);

    private static final AtomicInteger RUN = new AtomicInteger();

    /** No two steps of a workspace have the same. */
    private static final AtomicInteger ORDINAL = new AtomicInteger();

    /** A folder that the lane's host sees under the same path. */
    @TempDir
    protected Path folder;

    /** The clone and the mirror of the test. */
    protected CloneFixture fixture;

    private Executor executor;

    /** Makes the harness. */
    protected ExecutorHarness() {}

    /**
     * Makes the executor under test.
     *
     * @param stateDir for what it keeps
     * @param home what {@code HOME} is on the lane's host; holds the clone as {@code ~/work/demo}
     */
    protected abstract Executor makeExecutor(Path stateDir, Path home) throws Exception;

    /** The lane that tests run on, which makes its workspaces in one way or the other. */
    protected abstract Lane lane(Lane.WorkspaceMode mode);

    @BeforeEach
    void makeAll() throws Exception {
        Path home = folder.toRealPath();
        fixture = CloneFixture.in(home);
        executor = makeExecutor(Files.createDirectory(home.resolve("state")), home);
    }

    @AfterEach
    void closeExecutor() throws IOException {
        executor.close();
        assertThat(leftOnTheHost()).as("what is left on the lane's host").isEmpty();
    }

    /** Folders of runs, and processes that supervise their steps. */
    private List<String> leftOnTheHost() throws IOException {
        Path runs = folder.toRealPath().resolve(".local/state/codex-runner/host/runs");
        List<String> left = new ArrayList<>();
        if (Files.isDirectory(runs)) {
            try (Stream<Path> folders = Files.list(runs)) {
                folders.map(Path::toString).forEach(left::add);
            }
        }
        ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .filter(words -> words.contains(runs.toString()))
                .forEach(left::add);
        return left;
    }

    /** The executor under test. */
    protected final Executor executor() {
        handOver();
        return executor;
    }

    /** Gives the lane's user what the test has made so far; called whenever the executor is asked for. */
    protected void handOver() {}

    /** A request for the clone. */
    protected final WorkspaceRequest request() {
        return request(fixture.root().toString());
    }

    /** A request for another workdir. */
    protected final WorkspaceRequest request(String workdir) {
        return request(workdir, Lane.WorkspaceMode.IN_PLACE);
    }

    /** A request in full. */
    protected final WorkspaceRequest request(String workdir, Lane.WorkspaceMode mode) {
        return request(workdir, lane(mode));
    }

    /** A request on a lane, of a run of its own. */
    protected static WorkspaceRequest request(String workdir, Lane lane) {
        return new WorkspaceRequest(
                new RunId(String.format("20261121T050403Z-7-body-%06x", RUN.incrementAndGet())),
                lane,
                workdir,
                CloneFixture.URL,
                BRANCH,
                Duration.ofSeconds(1),
                Duration.ofMinutes(10));
    }

    /** Opens the clone at the newer commit. */
    protected final Workspace open() {
        return open(request());
    }

    /** Opens a workspace at the newer commit. */
    protected final Workspace open(WorkspaceRequest request) {
        return open(request, fixture.second());
    }

    /** Opens a workspace at a commit. */
    protected final Workspace open(WorkspaceRequest request, String base) {
        Workspace workspace = executor().open(request);
        try {
            workspace.checkout(fixture.mirror(), base);
            return workspace;
        } catch (RuntimeException e) {
            workspace.close();
            throw e;
        }
    }

    /** A shell step without anything special. */
    protected static StepRequest shell(String script) {
        return step(new Action.Shell(script), Map.of(), LONG);
    }

    /** A step. */
    protected static StepRequest step(Action action, Map<String, String> variables, Duration timeout) {
        return new StepRequest(
                ORDINAL.incrementAndGet(),
                new Step("test", action, timeout, Map.of(), false, false),
                new StepEnvironment(variables, Set.of("HIDDEN"), Set.of()),
                timeout,
                1L << 30,
                0);
    }

    /** Runs a shell step to its end. */
    protected static Ran run(Workspace workspace, String script) {
        return run(workspace, shell(script));
    }

    /** Runs a step to its end. */
    protected static Ran run(Workspace workspace, StepRequest request) {
        Output output = new Output();
        StepExit exit = workspace.run(request, output, new CancellationToken());
        return new Ran(exit, output.text());
    }

    /** What would be published of a changed path, as text. */
    protected static String read(Workspace workspace, String path) throws IOException {
        return new String(readBytes(workspace, path), UTF_8);
    }

    /** What would be published of a changed path: for a symbolic link, its target's name. */
    protected static byte[] readBytes(Workspace workspace, String path) throws IOException {
        try (StagedFiles staged = workspace.stage(List.of(path));
                InMemoryRepository repository = new InMemoryRepository(new DfsRepositoryDescription("staged"));
                ObjectInserter inserter = repository.newObjectInserter()) {
            String blob = staged.entries().stream()
                    .filter(entry -> entry.path().equals(path))
                    .map(StagedFiles.Entry::blob)
                    .findFirst()
                    .orElseThrow(() -> new RunnerException(ErrorCode.NOT_FOUND, path + " was not staged"));
            inserter.newPackParser(staged.pack()).parse(NullProgressMonitor.INSTANCE);
            inserter.flush();
            return repository.open(ObjectId.fromString(blob)).getBytes();
        }
    }

    /** The changes as {@code "A R src/new.txt 4"}: kind, mode, path, size. */
    protected static List<String> changes(Workspace workspace) {
        return workspace.changes().stream().map(ExecutorHarness::line).toList();
    }

    private static String line(FileChange change) {
        return change.kind().name().charAt(0)
                + " "
                + change.mode().name().substring(0, 2)
                + " "
                + change.path()
                + " "
                + change.size();
    }

    /** The names of this process's threads that begin in one way. */
    protected static List<String> threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith(prefix))
                .toList();
    }

    /** Waits until something holds; a test's own time limit ends it when it never does. */
    protected static void until(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (Thread.interrupted()) {
                // By the test's time limit, which could not end it otherwise.
                throw new AssertionError("what the test waits for has not come");
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    /** Whether a process of this machine runs: a dead one for which nobody has waited yet is still there, and does not. */
    protected static boolean isRunning(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            return "ZX".indexOf(stat.charAt(stat.lastIndexOf(')') + 2)) < 0;
        } catch (IOException e) {
            return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
        }
    }

    /**
     * What came of a step.
     *
     * @param exit how it ended
     * @param output what it wrote to both streams
     */
    protected record Ran(StepExit exit, String output) {}

    /** Keeps what steps write. */
    protected static final class Output implements StepSink {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        /** Nothing yet. */
        public Output() {}

        @Override
        public synchronized void write(byte[] written, int offset, int length) {
            bytes.write(written, offset, length);
        }

        /** What has come. */
        public synchronized String text() {
            return bytes.toString(UTF_8);
        }
    }
}
