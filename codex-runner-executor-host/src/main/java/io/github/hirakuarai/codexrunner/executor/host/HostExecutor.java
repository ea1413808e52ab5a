package io.github.hirakuarai.codexrunner.executor.host;

import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.spi.WorkspaceRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs steps wherever a shell can be started: on another host, or as another user of this machine. All that it knows of a
 * clone it asks the host.
 */
public final class HostExecutor implements Executor {

    private final Clock clock;
    private final HostAccess access;
    private final Keeper.TreeMode strongest;

    /**
     * Makes an executor.
     *
     * @param access leads to the lanes' hosts; closed with the executor
     */
    public HostExecutor(Clock clock, HostAccess access) {
        this(clock, access, Keeper.TreeMode.CGROUP);
    }

    /** @param strongest how the processes of a step are found, where the host allows it */
    HostExecutor(Clock clock, HostAccess access, Keeper.TreeMode strongest) {
        this.strongest = strongest;
        this.clock = clock;
        this.access = access;
    }

    @Override
    public String host(Lane lane) {
        return access.name(lane);
    }

    @Override
    public List<String> reach(Lane lane) {
        try (HostShell host = HostShell.open(access, lane, null)) {
            return reach(host);
        }
    }

    private List<String> reach(HostShell host) {
        String folder =
                host.ask(output -> output.write(Keeper.script()), "folder").get(0);
        try (KeeperLink keeper = new KeeperLink(host, folder + "/lock", folder, Duration.ofSeconds(1), strongest)) {
            List<String> facts = new ArrayList<>();
            keeper.get().ifPresent(running -> facts.add(running.mode().promise()));
            List<String> words = new ArrayList<>(List.of("lacks"));
            words.addAll(StepLaunch.OPTIONAL_PROGRAMS);
            StepLaunch.lacking(host.ask(words.toArray(new String[0]))).ifPresent(facts::add);
            return List.copyOf(facts);
        } finally {
            host.ask("remove", folder);
        }
    }

    @Override
    public String inspect(WorkspaceRequest request) {
        try (HostShell host = HostShell.open(access, request.lane(), null)) {
            HostClone clone = HostClone.find(host, request);
            String refusal = clone.refusal();
            if (refusal != null) {
                throw host.refused(refusal);
            }
            return clone.workdir();
        }
    }

    @Override
    public Workspace open(WorkspaceRequest request) {
        HostShell host = HostShell.open(access, request.lane(), request.run());
        try {
            return open(host, request);
        } catch (RuntimeException e) {
            host.close();
            throw e;
        }
    }

    private Workspace open(HostShell host, WorkspaceRequest request) {
        HostClone clone = HostClone.find(host, request);
        if (clone.refusal() != null) {
            throw host.refused(clone.refusal());
        }
        return new HostOpening(host, clone, request, clock, strongest).open();
    }

    @Override
    public void close() {
        access.close();
    }
}
