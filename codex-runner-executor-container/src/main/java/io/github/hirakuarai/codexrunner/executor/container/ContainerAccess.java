package io.github.hirakuarai.codexrunner.executor.container;

import io.github.hirakuarai.codexrunner.executor.host.Host;
import io.github.hirakuarai.codexrunner.executor.host.HostAccess;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RunId;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Containers of this machine: one for each run, or for each step of a run in a clone of a user's. */
final class ContainerAccess implements HostAccess {

    private final Map<String, String> environment;

    /** @param environment the runner's, for the engine */
    ContainerAccess(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public boolean isMadeForEachRun(Lane lane) {
        return lane.workspace() == Lane.WorkspaceMode.ISOLATED;
    }

    @Override
    public String name(Lane lane) {
        return (isMadeForEachRun(lane) ? "a container of " : "this machine, with containers of ")
                + ContainerSettings.of(lane).source();
    }

    @Override
    public String hint(Lane lane) {
        ContainerSettings settings = ContainerSettings.of(lane);
        return settings.source() + (settings.image() == null ? " need" : " needs")
                + " bash 4, git 2.30, coreutils and flock";
    }

    @Override
    public Host open(Lane lane, @Nullable RunId run) {
        ContainerSettings settings = ContainerSettings.of(lane);
        Engine engine = Engine.find(settings.engine(), environment);
        if (!isMadeForEachRun(lane)) {
            return MachineWithContainers.open(engine, settings, run != null);
        }
        if (run != null) {
            return Container.of(engine, settings, run);
        }
        Container.requireImage(engine, settings);
        return new ContainerToLook(() -> Container.of(engine, settings, new RunId("look-" + UUID.randomUUID())));
    }

    @Override
    public Optional<Host> find(Lane lane, RunId run) {
        if (!isMadeForEachRun(lane)) {
            return Optional.empty();
        }
        ContainerSettings settings = ContainerSettings.of(lane);
        return Container.find(Engine.find(settings.engine(), environment), settings, run);
    }
}
