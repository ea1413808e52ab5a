package io.github.hirakuarai.codexrunner.executor.host;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.spi.WorkspaceRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Runs steps wherever a shell can be started: on another host, or as another user of this machine. All that it knows of a
 * clone it asks the host.
 */
public final class HostExecutor implements Executor {

    /** Says whether no supervisor is at work. */
    private static final String IDLE = """
        for alive in "${XDG_STATE_HOME:-$HOME/.local/state}"/codex-runner/host/runs/*/alive; do
            [[ ! -e $alive ]] || flock -n "$alive" true || exit
        done
        echo idle\
        """;

    private final Clock clock;
    private final HostAccess access;
    private final TreeMode strongest;

    /**
     * Makes an executor.
     *
     * @param access leads to the lanes' hosts; closed with the executor
     */
    public HostExecutor(Clock clock, HostAccess access) {
        this(clock, access, TreeMode.CGROUP);
    }

    /** @param strongest how the processes of a step are found, where the host allows it */
    HostExecutor(Clock clock, HostAccess access, TreeMode strongest) {
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
            List<String> facts = reach(host);
            // What steps find is in their containers.
            return host.host().box().isPresent() ? reach(lane.in(Lane.WorkspaceMode.ISOLATED)) : facts;
        }
    }

    private List<String> reach(HostShell host) {
        StepSupervisor.Lease shortly = new StepSupervisor.Lease(Duration.ofMinutes(1), Duration.ofSeconds(1));
        StepSupervisor supervisor = StepSupervisor.open(
                host, new RunId("reach-" + UUID.randomUUID()), List.of(), strongest, shortly.grace(), shortly);
        try {
            List<String> facts = new ArrayList<>(List.of(supervisor.mode().promise()));
            List<String> words = new ArrayList<>(List.of("lacks"));
            words.addAll(StepLaunch.OPTIONAL_PROGRAMS);
            StepLaunch.lacking(host.ask(words.toArray(new String[0]))).ifPresent(facts::add);
            if (!host.ask("leftovers").isEmpty()) {
                facts.add(
                        "systemd-logind there ends all processes of a session with it, steps included (KillUserProcesses=yes):"
                                + " add the user to KillExcludeUsers in /etc/systemd/logind.conf");
            }
            return List.copyOf(facts);
        } finally {
            supervisor.close();
        }
    }

    @Override
    public String inspect(WorkspaceRequest request) {
        try (HostShell host = HostShell.open(access, request.lane(), null)) {
            if (access.isMadeForEachRun(request.lane())) {
                return request.workdir();
            }
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
        if (access.isMadeForEachRun(request.lane())) {
            return HostOpening.fresh(host, request, clock, strongest);
        }
        HostClone clone = HostClone.findToOpen(host, request);
        if (isBusy(clone.refusal()) && StepSupervisor.end(host, request.run())) {
            clone = HostClone.findToOpen(host, request);
        }
        if (clone.refusal() != null) {
            throw host.refused(clone.refusal());
        }
        return new HostOpening(host, clone, request, clock, strongest).open();
    }

    @Override
    public Optional<Workspace> resume(WorkspaceRequest request, String state) {
        HostShell host = HostShell.open(access, request.lane(), request.run());
        Optional<Workspace> resumed;
        try {
            resumed = HostOpening.resume(host, request, WorkspaceState.of(state), clock, strongest);
        } catch (RuntimeException e) {
            // Its steps may run all the same, and to close what was made for the run would end them.
            if (!host.isOfTheRun()) {
                host.close();
            }
            throw e;
        }
        if (resumed.isEmpty()) {
            host.close();
        }
        return resumed;
    }

    /** A run is named in records, which others may write: what still works is left, whatever they say. */
    @Override
    public void discard(Lane lane, RunId run) {
        access.find(lane, run)
                .filter(host -> host.ended().isPresent() || isIdle(host))
                .ifPresent(Host::close);
    }

    private static boolean isIdle(Host host) {
        try {
            Process look = host.start(List.of("bash", "-c", IDLE));
            look.getOutputStream().close();
            try (InputStream answer = look.getInputStream()) {
                return new String(answer.readNBytes(IDLE.length()), US_ASCII).equals("idle\n");
            } finally {
                look.destroy();
            }
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        access.close();
    }

    private static boolean isBusy(@Nullable String refusal) {
        return refusal != null && refusal.startsWith("refused WORKDIR_BUSY ");
    }
}
