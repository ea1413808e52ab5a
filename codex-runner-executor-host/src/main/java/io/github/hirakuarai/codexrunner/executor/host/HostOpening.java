package io.github.hirakuarai.codexrunner.executor.host;

import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.spi.WorkspaceRequest;
import io.github.hirakuarai.codexrunner.spi.WorkspaceUnavailableException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Opens one workspace. What was done is undone when a later part of it fails. */
final class HostOpening {

    /** What the shell of the command that asked for the environment set for itself. */
    private static final Set<String> NOT_THE_HOSTS = Set.of("_", "SHLVL", "PWD", "OLDPWD");

    private final HostShell host;
    private final HostClone clone;
    private final WorkspaceRequest request;
    private final Clock clock;
    private final Keeper.TreeMode strongest;

    HostOpening(HostShell host, HostClone clone, WorkspaceRequest request, Clock clock, Keeper.TreeMode strongest) {
        this.host = host;
        this.clone = clone;
        this.request = request;
        this.clock = clock;
        this.strongest = strongest;
    }

    Workspace open() {
        List<String> made = host.ask(output -> output.write(Keeper.script()), "folder");
        String folder = made.get(0);
        Map<String, String> environment = environment(made.subList(1, made.size()));
        boolean inPlace = request.lane().workspace() == Lane.WorkspaceMode.IN_PLACE;
        HostFolder remote = inPlace
                ? new HostFolder(host, clone.root(), clone.gitDir(), clone.commonDir(), folder)
                : new HostFolder(host, folder + "/clone", folder + "/clone/.git", folder + "/clone/.git", folder);
        KeeperLink keeper =
                new KeeperLink(host, inPlace ? clone.lock() : folder + "/lock", folder, request.grace(), strongest);
        try {
            if (keeper.get().isEmpty()) {
                throw new WorkspaceUnavailableException(
                        ReasonCode.WORKDIR_BUSY,
                        "another run, or what it left, is at work in " + clone.root() + ": wait until it ends");
            }
            Stay stay = new Stay(remote, request, clock, inPlace);
            String workdir = clone.workdir();
            if (inPlace) {
                stay.begin();
            } else {
                remote.ask(
                        "clone",
                        clone.gitDir(),
                        clone.commonDir(),
                        request.branch(),
                        request.cloneUrl().toString());
                workdir = remote.root() + clone.below();
            }
            return new HostWorkspace(remote, workdir, environment, keeper, stay);
        } catch (RuntimeException e) {
            keeper.close();
            remote.remove();
            throw e;
        }
    }

    private static Map<String, String> environment(List<String> records) {
        Map<String, String> environment = new HashMap<>();
        for (String record : records) {
            int equals = record.indexOf('=');
            if (equals > 0 && !NOT_THE_HOSTS.contains(record.substring(0, equals))) {
                environment.put(record.substring(0, equals), record.substring(equals + 1));
            }
        }
        return environment;
    }
}
