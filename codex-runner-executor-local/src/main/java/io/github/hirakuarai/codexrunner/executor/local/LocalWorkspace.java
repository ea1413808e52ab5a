package io.github.hirakuarai.codexrunner.executor.local;

import io.github.hirakuarai.codexrunner.executor.host.GitTraces;
import io.github.hirakuarai.codexrunner.executor.host.Keeper;
import io.github.hirakuarai.codexrunner.executor.host.StepLaunch;
import io.github.hirakuarai.codexrunner.git.GitIsolation;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.FileChange;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import io.github.hirakuarai.codexrunner.spi.StepRequest;
import io.github.hirakuarai.codexrunner.spi.StepSink;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/** A clone that one run holds. */
final class LocalWorkspace implements Workspace {

    private static final String OUTPUT_PREFIX = "$CODEX_OUTPUT_DIR/";

    /**
     * What a workspace is made of.
     *
     * @param workdir the steps' working directory
     * @param layout the clone
     * @param folder private to the run: everything in it goes with the workspace
     * @param shadow how JGit sees the clone; its index is the base commit's
     * @param host the environment of this machine
     */
    record Parts(
            Path workdir, CloneLayout layout, Path folder, Shadow shadow, String branch, Map<String, String> host) {}

    /** Brings the clone to a base commit. */
    @FunctionalInterface
    interface Entrance {
        Leaving enter(Path mirror, ObjectId base) throws Exception;
    }

    /** Puts something back. */
    @FunctionalInterface
    interface Leaving {
        void run() throws Exception;
    }

    /**
     * A stay at a base commit.
     *
     * @param baseObjects the object folder that holds the base commit, out of the steps' reach
     * @param leaving ends the stay
     * @param traces how git stood when the steps began
     */
    private record Stay(Path baseObjects, Leaving leaving, GitTraces traces) {}

    private final Parts parts;
    private final Entrance entrance;
    private final KeeperHandle keeper;
    private final Path outputDir;
    private final Path stepDir;
    private @Nullable Stay stay;
    private boolean closed;

    LocalWorkspace(Parts parts, Entrance entrance, KeeperHandle keeper) throws IOException {
        this.parts = parts;
        this.entrance = entrance;
        this.keeper = keeper;
        outputDir = Files.createDirectory(parts.folder().resolve("output"));
        stepDir = Files.createDirectory(parts.folder().resolve("step"));
    }

    @Override
    public String workdir() {
        return parts.workdir().toString();
    }

    @Override
    public String outputDir() {
        return outputDir.toString();
    }

    @Override
    public void checkout(Path mirror, String baseCommit) {
        if (stay != null) {
            throw new IllegalStateException("a workspace is brought to its base once");
        }
        try {
            Leaving leaving = entrance.enter(mirror, ObjectId.fromString(baseCommit));
            Path baseObjects = mirror.resolve("objects");
            stay = new Stay(baseObjects, leaving, CloneState.traces(parts.layout()));
        } catch (Exception e) {
            throw told("could not be brought to the base commit", e);
        }
    }

    private Stay stay() {
        return Objects.requireNonNull(stay, "checkout comes before steps");
    }

    @Override
    public StepExit run(StepRequest request, StepSink sink, CancellationToken cancellation) {
        Optional<String> cancelled = cancellation.reason();
        if (cancelled.isPresent()) {
            return new StepExit.Cancelled(cancelled.get());
        }
        StepLaunch launch = StepLaunch.of(
                stepDir.toString(),
                workdir(),
                request.step().action(),
                request.environment().over(parts.host()));
        Optional<Keeper> running = keeper.get();
        if (running.isEmpty()) {
            return new StepExit.NotStarted("processes of an earlier step could not be ended: end them by hand");
        }
        return running.get().run(launch, request.timeout(), sink, cancellation);
    }

    @Override
    public List<FileChange> changes() {
        return onBase(repository -> WorkspaceChanges.list(repository, parts.shadow()));
    }

    @Override
    public String diff(int limit) {
        return onBase(repository -> WorkspaceChanges.diff(repository, parts.shadow(), limit));
    }

    @Override
    public List<String> gitNotes() {
        try {
            return CloneState.traces(parts.layout()).since(stay().traces());
        } catch (IOException e) {
            return List.of("the clone's refs cannot be read: " + e.getMessage());
        }
    }

    @Override
    public InputStream read(String path) {
        Optional<String> filter = onBase(repository -> WorkspaceChanges.filter(repository, parts.shadow(), path));
        if (filter.isPresent()) {
            throw new RunnerException(
                    ErrorCode.REFUSED,
                    path + " is to go through the filter " + filter.get()
                            + " (.gitattributes), which the runner does not run: commit it by hand, or do not list it");
        }
        try {
            Path root = parts.layout().root();
            if (Files.isSymbolicLink(PlainPath.inside(root, path))) {
                return SecureFiles.linkTarget(root, path);
            }
            return SecureFiles.open(root, path);
        } catch (IOException e) {
            throw new RunnerException(
                    ErrorCode.NOT_FOUND, path + " cannot be read in the workspace (" + e.getMessage() + ")", e);
        }
    }

    @Override
    public byte[] readOutput(String path, int limit) {
        boolean output = path.startsWith(OUTPUT_PREFIX);
        Path root = output ? outputDir : parts.layout().root();
        String inside = output ? path.substring(OUTPUT_PREFIX.length()) : path;
        try (InputStream input = SecureFiles.open(root, inside)) {
            byte[] bytes = input.readNBytes(limit);
            if (input.read() >= 0) {
                throw new RunnerException(
                        ErrorCode.NOT_FOUND, path + " is larger than the " + limit + " bytes that are taken");
            }
            return bytes;
        } catch (IOException | IllegalArgumentException e) {
            throw new RunnerException(
                    ErrorCode.NOT_FOUND,
                    path + " is no regular file in the repository or $CODEX_OUTPUT_DIR (" + e.getMessage() + ")",
                    e);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        List<Exception> failures = new ArrayList<>();
        attempt(failures, keeper::settle);
        if (stay != null) {
            attempt(failures, stay.leaving());
        }
        attempt(failures, keeper::close);
        attempt(failures, () -> PlainPath.deleteAll(parts.folder()));
        if (!failures.isEmpty()) {
            throw told("could not be put back", failures.get(0));
        }
    }

    private RunnerException told(String what, Exception e) {
        return e instanceof RunnerException told
                ? told
                : new RunnerException(
                        ErrorCode.STORAGE,
                        "the clone " + parts.layout().root() + " " + what + " (" + e.getMessage()
                                + "): look at it with git status",
                        e);
    }

    private static void attempt(List<Exception> failures, Leaving leaving) {
        try {
            leaving.run();
        } catch (Exception e) {
            failures.add(e);
        }
    }

    private interface OnRepository<T> {
        T apply(Repository repository) throws IOException;
    }

    private <T> T onBase(OnRepository<T> work) {
        Callable<T> isolated = () -> {
            try (Repository repository = parts.shadow().open(stay().baseObjects())) {
                return work.apply(repository);
            }
        };
        try {
            return GitIsolation.call(isolated);
        } catch (Exception e) {
            throw told("cannot be read", e);
        }
    }
}
