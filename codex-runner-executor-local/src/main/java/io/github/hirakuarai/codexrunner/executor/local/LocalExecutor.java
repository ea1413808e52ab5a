package io.github.hirakuarai.codexrunner.executor.local;

import io.github.hirakuarai.codexrunner.executor.host.HostExecutor;
import io.github.hirakuarai.codexrunner.executor.host.Keeper;
import io.github.hirakuarai.codexrunner.executor.host.StepLaunch;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.spi.WorkspaceRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs steps on this machine. */
final class LocalExecutor implements Executor {

    private final Path stateDir;
    private final Map<String, String> environment;
    private final Clock clock;
    private final Keeper.TreeMode strongest;
    private final HostExecutor asUsers;

    /**
     * @param environment of the runner: what steps inherit, where {@code ~} is, and where programs are
     * @param strongest how processes are held together where the host allows it
     * @param asUsers runs the lanes that name a user of their own; closed with this
     */
    LocalExecutor(
            Path stateDir,
            Map<String, String> environment,
            Clock clock,
            Keeper.TreeMode strongest,
            HostExecutor asUsers) {
        this.stateDir = stateDir;
        this.environment = Map.copyOf(environment);
        this.clock = clock;
        this.strongest = strongest;
        this.asUsers = asUsers;
    }

    @Override
    public String host(Lane lane) {
        return lane.user() == null ? "this machine" : asUsers.host(lane);
    }

    @Override
    public List<String> reach(Lane lane) {
        if (lane.user() != null) {
            return asUsers.reach(lane);
        }
        Path bash = bash();
        try (RunFolder folder = RunFolder.create()) {
            Path script = Files.write(folder.path().resolve("keeper.sh"), Keeper.script());
            CloneLock lock = CloneLock.take(folder.path().resolve("lock")).orElseThrow();
            List<String> facts = new ArrayList<>();
            try (KeeperHandle keeper =
                    new KeeperHandle(launcher(bash, script), lock, folder.path(), Duration.ofSeconds(1))) {
                keeper.get().ifPresent(running -> facts.add(running.mode().promise()));
            }
            StepLaunch.lacking(StepLaunch.OPTIONAL_PROGRAMS.stream()
                            .filter(program -> Programs.find(program, path()).isEmpty())
                            .toList())
                    .ifPresent(facts::add);
            return List.copyOf(facts);
        } catch (IOException e) {
            throw new RunnerException(
                    ErrorCode.STORAGE,
                    "the temporary folder cannot be written (" + e.getMessage() + "): free space, or set TMPDIR",
                    e);
        }
    }

    private KeeperHandle.Launcher launcher(Path bash, Path script) {
        String lang = environment.get("LANG");
        return new KeeperHandle.Launcher(
                bash, script, lang == null ? Map.of("PATH", path()) : Map.of("PATH", path(), "LANG", lang), strongest);
    }

    private Path bash() {
        return Programs.find("bash", path())
                .orElseThrow(() -> new RunnerException(
                        ErrorCode.TOOL_MISSING, "bash is not on the runner's PATH: install it on this machine"));
    }

    @Override
    public String inspect(WorkspaceRequest request) {
        if (request.lane().user() != null) {
            return asUsers.inspect(request);
        }
        // Without it a dry run would promise what no run can do.
        bash();
        Path workdir = Workdir.resolve(request.workdir(), request.lane(), environment);
        CloneLayout layout = CloneLayout.around(workdir);
        CloneConfig config = suitable(request, layout);
        try (RunFolder folder = RunFolder.create()) {
            if (request.lane().workspace() == Lane.WorkspaceMode.IN_PLACE) {
                refuseTaken(layout, Shadow.create(layout, folder.path().resolve("git"), config.fileKeys()));
            }
        } catch (Exception e) {
            throw told(layout, e);
        }
        return workdir.toString();
    }

    private void refuseTaken(CloneLayout layout, Shadow shadow) throws Exception {
        if (CloneLock.isHeld(layout.lock(), path())) {
            throw Unsuitable.atWork(layout);
        }
        Optional<VisitRecord> killed = VisitRecord.read(stateDir, layout);
        if (killed.isEmpty() || !killed.get().stillThere(layout)) {
            new CloneState(layout).refuseDirty(shadow);
        }
    }

    @Override
    public Workspace open(WorkspaceRequest request) {
        if (request.lane().user() != null) {
            return asUsers.open(request);
        }
        Path bash = bash();
        Path workdir = Workdir.resolve(request.workdir(), request.lane(), environment);
        CloneLayout layout = CloneLayout.around(workdir);
        CloneConfig config = suitable(request, layout);
        WorkspaceOpening.Needs needs = new WorkspaceOpening.Needs(
                request, workdir, layout, config, launcher(bash, script()), stateDir, environment, clock);
        try {
            return switch (request.lane().workspace()) {
                case IN_PLACE -> WorkspaceOpening.inPlace(needs);
                case ISOLATED -> WorkspaceOpening.isolated(needs);
            };
        } catch (Exception e) {
            throw told(layout, e);
        }
    }

    @Override
    public void close() {
        asUsers.close();
    }

    private CloneConfig suitable(WorkspaceRequest request, CloneLayout layout) {
        Lane lane = request.lane();
        CloneConfig config = CloneConfig.read(layout, Path.of(environment.getOrDefault("HOME", "/")));
        config.refuse();
        config.refuseOthers(request.cloneUrl().toString());
        if (lane.workspace() == Lane.WorkspaceMode.IN_PLACE) {
            try {
                new CloneState(layout).refuseLayout(request.branch());
            } catch (IOException e) {
                throw told(layout, e);
            }
        }
        return config;
    }

    private String path() {
        return environment.getOrDefault("PATH", Programs.DEFAULT_PATH);
    }

    /** The keeper's script as a file, for bash. */
    private synchronized Path script() {
        Path script = stateDir.resolve("keeper.sh");
        byte[] wanted = Keeper.script();
        try {
            if (!Files.exists(script) || !Arrays.equals(wanted, Files.readAllBytes(script))) {
                Path fresh = Files.createTempFile(stateDir, "keeper", ".sh");
                Files.write(fresh, wanted);
                Files.move(fresh, script, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            return script;
        } catch (IOException e) {
            throw new RunnerException(
                    ErrorCode.STORAGE, stateDir + " cannot be written (" + e.getMessage() + "): fix its owner", e);
        }
    }

    private static RunnerException told(CloneLayout layout, Exception e) {
        return e instanceof RunnerException told
                ? told
                : new RunnerException(
                        ErrorCode.STORAGE,
                        "the clone " + layout.root() + " cannot be worked with (" + e.getMessage()
                                + "): look at it with git status and git fsck",
                        e);
    }
}
