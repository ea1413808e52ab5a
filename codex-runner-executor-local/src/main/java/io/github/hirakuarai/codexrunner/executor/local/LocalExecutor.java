package io.github.hirakuarai.codexrunner.executor.local;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.spi.WorkspaceRequest;
import io.github.hirakuarai.codexrunner.spi.WorkspaceUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.Map;
import org.eclipse.jgit.lib.ObjectId;

/** Runs steps on this machine. */
final class LocalExecutor implements Executor {

    private final Path stateDir;
    private final Map<String, String> environment;
    private final Clock clock;
    private final Keeper.TreeMode strongest;

    /**
     * @param environment of the runner: what steps inherit, where {@code ~} is, and where programs are
     * @param strongest how processes are held together where the host allows it
     */
    LocalExecutor(Path stateDir, Map<String, String> environment, Clock clock, Keeper.TreeMode strongest) {
        this.stateDir = stateDir;
        this.environment = Map.copyOf(environment);
        this.clock = clock;
        this.strongest = strongest;
    }

    @Override
    public String host(Lane lane) {
        return "this machine";
    }

    @Override
    public String inspect(WorkspaceRequest request) {
        Path workdir = Workdir.resolve(request.workdir(), environment);
        CloneLayout layout = suitable(request, workdir);
        try (RunFolder folder = RunFolder.create()) {
            if (CloneLock.isHeld(layout.lock(), path())) {
                throw busy(layout);
            }
            new CloneState(layout).refuseDirty(shadow(layout, folder.path()));
        } catch (WorkspaceUnavailableException e) {
            throw e;
        } catch (Exception e) {
            throw unreadable(layout, e);
        }
        return workdir.toString();
    }

    @Override
    public Workspace open(WorkspaceRequest request) {
        Path mirror = request.mirror();
        String baseCommit = request.baseCommit();
        if (mirror == null || baseCommit == null) {
            throw new IllegalArgumentException("a workspace is opened at a base commit of a mirror");
        }
        Path bash = Programs.find("bash", path())
                .orElseThrow(() -> new RunnerException(
                        ErrorCode.TOOL_MISSING, "bash is not on the runner's PATH: install it on this machine"));
        Path workdir = Workdir.resolve(request.workdir(), environment);
        CloneLayout layout = suitable(request, workdir);
        return new WorkspaceOpening(request, layout, workdir)
                .open(new Keeper.Launcher(bash, script(), path(), strongest), ObjectId.fromString(baseCommit), mirror);
    }

    @Override
    public void close() {
        // Nothing is kept between runs: a workspace holds what it needs.
    }

    private CloneLayout suitable(WorkspaceRequest request, Path workdir) {
        if (request.lane().user() != null) {
            throw Unsuitable.because("the lane " + request.lane().name() + " wants its steps run as "
                    + request.lane().user()
                    + ", which this version cannot: remove user, or run the runner as that user");
        }
        CloneLayout layout = CloneLayout.around(workdir);
        CloneConfig config = config(layout);
        config.refuse();
        config.refuseOthers(request.cloneUrl().toString());
        try {
            new CloneState(layout).refuseLayout(request.branch());
        } catch (IOException e) {
            throw unreadable(layout, e);
        }
        return layout;
    }

    private CloneConfig config(CloneLayout layout) {
        return CloneConfig.read(layout, Path.of(environment.getOrDefault("HOME", "/")));
    }

    private Shadow shadow(CloneLayout layout, Path folder) throws IOException {
        return Shadow.create(layout, folder.resolve("git"), config(layout).fileKeys());
    }

    private String path() {
        return environment.getOrDefault("PATH", Programs.DEFAULT_PATH);
    }

    /** The keeper's script as a file, for bash. */
    private synchronized Path script() {
        Path script = stateDir.resolve("keeper.sh");
        try (InputStream packed = LocalExecutor.class.getResourceAsStream("keeper.sh")) {
            if (packed == null) {
                throw new IllegalStateException("keeper.sh is not packed");
            }
            byte[] wanted = packed.readAllBytes();
            if (!Files.exists(script) || !java.util.Arrays.equals(wanted, Files.readAllBytes(script))) {
                Path fresh = Files.createTempFile(stateDir, "keeper", ".sh");
                Files.write(fresh, wanted);
                Files.move(fresh, script, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            return script;
        } catch (IOException e) {
            throw new RunnerException(
                    ErrorCode.STORAGE, stateDir + " cannot be written (" + e.getMessage() + "): mend its owner", e);
        }
    }

    private static WorkspaceUnavailableException busy(CloneLayout layout) {
        return Unsuitable.busy("another run, or what it left, is at work in " + layout.root() + ": wait until it ends");
    }

    private static RunnerException unreadable(CloneLayout layout, Exception e) {
        return e instanceof RunnerException told
                ? told
                : new RunnerException(
                        ErrorCode.STORAGE,
                        "the clone " + layout.root() + " cannot be worked with (" + e.getMessage()
                                + "): look at it with git status and git fsck",
                        e);
    }

    /** The steps of opening, each undone when a later one fails. */
    private final class WorkspaceOpening {

        private final WorkspaceRequest request;
        private final CloneLayout layout;
        private final Path workdir;

        WorkspaceOpening(WorkspaceRequest request, CloneLayout layout, Path workdir) {
            this.request = request;
            this.layout = layout;
            this.workdir = workdir;
        }

        Workspace open(Keeper.Launcher launcher, ObjectId base, Path mirror) {
            RunFolder folder = RunFolder.create();
            try {
                CloneLock lock = CloneLock.take(layout.lock()).orElseThrow(() -> busy(layout));
                KeeperHandle keeper = new KeeperHandle(launcher, lock, folder.path(), request.grace());
                try {
                    if (keeper.get().isEmpty()) {
                        throw busy(layout);
                    }
                    Shadow shadow = shadow(layout, folder.path());
                    new CloneState(layout).refuseDirty(shadow);
                    CloneVisit visit = CloneVisit.enter(
                            layout,
                            shadow,
                            new ObjectTransfer(mirror, folder.path()),
                            request.run(),
                            request.branch(),
                            base,
                            clock);
                    LocalWorkspace.Parts parts = new LocalWorkspace.Parts(
                            workdir,
                            layout,
                            folder.path(),
                            shadow,
                            mirror.resolve("objects"),
                            launcher.bash(),
                            environment);
                    return new LocalWorkspace(parts, visit, keeper);
                } catch (Exception e) {
                    keeper.close();
                    throw e;
                }
            } catch (Exception e) {
                folder.close();
                throw unreadable(layout, e);
            }
        }
    }
}
