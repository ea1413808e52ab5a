package io.github.hirakuarai.codexrunner.executor.host;

import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.spi.WorkspaceRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Opens one workspace. What was done is undone when a later part of it fails. */
final class HostOpening {

    private final HostShell host;
    private final HostClone clone;
    private final WorkspaceRequest request;
    private final Clock clock;
    private final TreeMode strongest;

    HostOpening(HostShell host, HostClone clone, WorkspaceRequest request, Clock clock, TreeMode strongest) {
        this.host = host;
        this.clone = clone;
        this.request = request;
        this.clock = clock;
        this.strongest = strongest;
    }

    Workspace open() {
        boolean inPlace = request.lane().workspace() == Lane.WorkspaceMode.IN_PLACE;
        StepSupervisor supervisor = StepSupervisor.open(
                host,
                request.run(),
                inPlace ? locks(clone.gitDir(), clone.root()) : List.of(),
                strongest,
                request.grace(),
                lease(request));
        String folder = supervisor.folder();
        HostFolder remote = inPlace
                ? new HostFolder(host, clone.root(), clone.gitDir(), clone.commonDir(), folder)
                : cloneIn(host, folder);
        try {
            CloneSession session = new CloneSession(
                    remote, request, clock, inPlace ? CloneSession.Kind.IN_PLACE : CloneSession.Kind.DISPOSABLE);
            String workdir = clone.workdir();
            if (inPlace) {
                session.begin();
            } else {
                remote.ask(
                        "clone",
                        clone.gitDir(),
                        clone.commonDir(),
                        request.branch(),
                        request.cloneUrl().toString());
                workdir = remote.root() + clone.below();
            }
            return new HostWorkspace(remote, workdir, supervisor, session, null);
        } catch (RuntimeException e) {
            supervisor.close();
            throw e;
        }
    }

    /** Opens an empty repository on a host that holds no clone. */
    static Workspace fresh(HostShell host, WorkspaceRequest request, Clock clock, TreeMode strongest) {
        StepSupervisor supervisor =
                StepSupervisor.open(host, request.run(), List.of(), strongest, request.grace(), lease(request));
        HostFolder remote = cloneIn(host, supervisor.folder());
        try {
            remote.ask("init", request.branch(), request.cloneUrl().toString());
            CloneSession session = new CloneSession(remote, request, clock, CloneSession.Kind.FRESH);
            return new HostWorkspace(remote, remote.root(), supervisor, session, null);
        } catch (RuntimeException e) {
            supervisor.close();
            throw e;
        }
    }

    private static HostFolder cloneIn(HostShell host, String folder) {
        return new HostFolder(host, folder + "/clone", folder + "/clone/.git", folder + "/clone/.git", folder);
    }

    /** Goes on where an earlier process of the runner was; empty when its supervisor is gone. */
    static Optional<Workspace> resume(
            HostShell host, WorkspaceRequest request, WorkspaceState state, Clock clock, TreeMode strongest) {
        boolean inPlace = request.lane().workspace() == Lane.WorkspaceMode.IN_PLACE;
        List<String> locks = inPlace ? locks(state.gitDir(), state.root()) : List.of();
        return StepSupervisor.resume(host, request.run(), locks, strongest, request.grace(), lease(request))
                .map(supervisor -> {
                    HostFolder remote =
                            new HostFolder(host, state.root(), state.gitDir(), state.commonDir(), supervisor.folder());
                    CloneSession session = new CloneSession(
                            remote,
                            request,
                            clock,
                            inPlace ? CloneSession.Kind.IN_PLACE : CloneSession.Kind.DISPOSABLE);
                    return new HostWorkspace(remote, state.workdir(), supervisor, session, state);
                });
    }

    private static StepSupervisor.Lease lease(WorkspaceRequest request) {
        return new StepSupervisor.Lease(request.lease(), request.grace());
    }

    /** The lock in the clone, and one by its real path elsewhere: a step can replace the first. */
    private static List<String> locks(String gitDir, String root) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(root.getBytes(StandardCharsets.UTF_8));
            return List.of(gitDir + "/codex-runner.lock", HexFormat.of().formatHex(digest, 0, 20));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
