package io.github.hirakuarai.codexrunner.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a lane.
 *
 * @param name the name that briefs write in {@code executor}
 * @param executor the id of the plugin that runs its steps: {@code local}, {@code ssh}
 * @param workspace where the steps run
 * @param writable whether its briefs may change the repository
 * @param workdirs globs of the workdirs that are allowed, {@code ~} unresolved; empty allows any
 * @param workflows whether {@code .github/workflows/**} may be changed
 * @param passEnv names of variables that are passed to steps although they look like secrets
 * @param user the Unix user that runs the steps, or null for the runner's own
 * @param settings the lane's other keys, for its plugin. Values are those of JSON, as in {@link Output#fields}
 * @param allow what the lane restricts
 */
public record Lane(
        String name,
        String executor,
        WorkspaceMode workspace,
        boolean writable,
        List<String> workdirs,
        boolean workflows,
        Set<String> passEnv,
        @Nullable String user,
        Map<String, Object> settings,
        LanePolicy allow) {

    public Lane {
        workdirs = List.copyOf(workdirs);
        passEnv = Set.copyOf(passEnv);
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /** Creates a lane that restricts nothing. */
    public Lane(
            String name,
            String executor,
            WorkspaceMode workspace,
            boolean writable,
            List<String> workdirs,
            boolean workflows,
            Set<String> passEnv,
            @Nullable String user,
            Map<String, Object> settings) {
        this(
                name,
                executor,
                workspace,
                writable,
                workdirs,
                workflows,
                passEnv,
                user,
                settings,
                LanePolicy.UNRESTRICTED);
    }

    /** Returns the same lane with another workspace. */
    public Lane in(WorkspaceMode other) {
        return new Lane(name, executor, other, writable, workdirs, workflows, passEnv, user, settings, allow);
    }

    /** Where a lane's steps run. */
    public enum WorkspaceMode {
        /** In the existing clone that the brief names. */
        IN_PLACE,
        /** In a disposable clone that shares its objects. */
        ISOLATED
    }
}
