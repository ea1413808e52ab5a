package io.github.hirakuarai.codexrunner.plugin.call;

import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.spi.WorkspaceRequest;
import java.util.List;
import java.util.Optional;

/** An executor whose faults are its own, as are those of its workspaces. */
final class CalledExecutor implements Executor {

    private final CalledPlugin plugin;
    private final Executor executor;

    CalledExecutor(CalledPlugin plugin, Executor executor) {
        this.plugin = plugin;
        this.executor = executor;
    }

    @Override
    public String host(Lane lane) {
        return plugin.ask("host", call -> executor.host(lane));
    }

    @Override
    public List<String> reach(Lane lane) {
        return plugin.ask("reach", call -> List.copyOf(executor.reach(lane)));
    }

    @Override
    public String inspect(WorkspaceRequest request) {
        return plugin.ask("inspect", call -> executor.inspect(request));
    }

    @Override
    public Workspace open(WorkspaceRequest request) {
        Workspace workspace = plugin.ask("open", call -> executor.open(request));
        return new CalledWorkspace(plugin, workspace, request.grace());
    }

    @Override
    public Optional<Workspace> resume(WorkspaceRequest request, String state) {
        Optional<Workspace> workspace = plugin.ask("resume", call -> executor.resume(request, state));
        return workspace.map(resumed -> new CalledWorkspace(plugin, resumed, request.grace()));
    }

    @Override
    public void close() {
        plugin.tell("close", call -> executor.close());
    }
}
