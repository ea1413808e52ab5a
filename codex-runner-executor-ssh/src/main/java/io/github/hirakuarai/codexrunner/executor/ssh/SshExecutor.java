package io.github.hirakuarai.codexrunner.executor.ssh;

import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.spi.WorkspaceRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** Runs steps on other hosts. */
final class SshExecutor implements Executor {

    private final Path stateDir;
    private final Clock clock;
    private final Connections connections;

    /** @param stateDir keeps what is needed to put clones in order after the runner was killed */
    SshExecutor(Path stateDir, Clock clock, Connections connections) {
        this.stateDir = stateDir;
        this.clock = clock;
        this.connections = connections;
    }

    @Override
    public String host(Lane lane) {
        return connections.settings(lane).login().text();
    }

    @Override
    public String inspect(WorkspaceRequest request) {
        Host host = new Host(request.lane(), connections);
        HostClone clone = HostClone.find(host, request);
        String refusal = clone.refusal();
        if (refusal != null && !(isDirty(refusal) && killedIn(host, clone).isPresent())) {
            throw host.refused(refusal);
        }
        return clone.workdir();
    }

    @Override
    public Workspace open(WorkspaceRequest request) {
        Host host = new Host(request.lane(), connections);
        HostClone clone = HostClone.find(host, request);
        Optional<RemoteVisit> killed = killedIn(host, clone);
        String refusal = clone.refusal();
        if (refusal != null && !(isDirty(refusal) && killed.isPresent())) {
            throw host.refused(refusal);
        }
        return new WorkspaceOpening(host, clone, request, stateDir, clock).open(killed);
    }

    @Override
    public void close() {
        connections.close();
    }

    /** A clone that a killed run left dirty is put in order before the next one. */
    private static boolean isDirty(String refusal) {
        return refusal.startsWith("refused WORKDIR_DIRTY ") || refusal.contains("index.lock");
    }

    private Optional<RemoteVisit> killedIn(Host host, HostClone clone) {
        return RemoteVisit.read(stateDir, WorkspaceOpening.place(host, clone)).filter(visit -> visit.stillThere(clone));
    }
}
