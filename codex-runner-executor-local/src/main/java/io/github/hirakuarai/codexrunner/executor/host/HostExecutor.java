package io.github.hirakuarai.codexrunner.executor.host;

import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.spi.WorkspaceRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/**
 * Runs steps wherever a shell can be started: on another host, or as another user of this machine. All that it knows of a
 * clone it asks the host.
 */
public final class HostExecutor implements Executor {

    private final Path stateDir;
    private final Clock clock;
    private final HostAccess access;

    /**
     * Makes it.
     *
     * @param stateDir keeps what is needed to put clones in order after the runner was killed
     * @param access is closed with this
     */
    public HostExecutor(Path stateDir, Clock clock, HostAccess access) {
        this.stateDir = stateDir;
        this.clock = clock;
        this.access = access;
    }

    @Override
    public String host(Lane lane) {
        return access.name(lane);
    }

    @Override
    public String inspect(WorkspaceRequest request) {
        Host host = new Host(request.lane(), access);
        HostClone clone = HostClone.find(host, request);
        String refusal = clone.refusal();
        if (refusal != null && !(isDirty(refusal) && killedIn(host, clone).isPresent())) {
            throw host.refused(refusal);
        }
        return clone.workdir();
    }

    @Override
    public Workspace open(WorkspaceRequest request) {
        Host host = new Host(request.lane(), access);
        HostClone clone = HostClone.find(host, request);
        Optional<HostVisit> killed = killedIn(host, clone);
        String refusal = clone.refusal();
        if (refusal != null && !(isDirty(refusal) && killed.isPresent())) {
            throw host.refused(refusal);
        }
        return new HostOpening(host, clone, request, stateDir, clock).open(killed);
    }

    @Override
    public void close() {
        access.close();
    }

    /** A clone that a killed run left dirty is put in order before the next one. */
    private static boolean isDirty(String refusal) {
        return refusal.startsWith("refused WORKDIR_DIRTY ") || refusal.contains("index.lock");
    }

    private Optional<HostVisit> killedIn(Host host, HostClone clone) {
        return HostVisit.read(stateDir, HostOpening.place(host, clone)).filter(visit -> visit.stillThere(clone));
    }
}
