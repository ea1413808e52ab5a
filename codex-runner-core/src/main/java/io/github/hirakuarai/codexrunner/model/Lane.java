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
 * @param maxRuns how many of its briefs one runner runs at the same time, from 1
 * @param env variables that the lane's steps get, over those of a brief
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
        LanePolicy allow,
        int maxRuns,
        Map<String, LaneVariable> env) {

    public Lane {
        workdirs = List.copyOf(workdirs);
        passEnv = Set.copyOf(passEnv);
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
    }

    /**
     * Creates a writable lane that restricts nothing and runs one brief at a time, as tests of executors want it.
     *
     * @param settings the lane's keys for its plugin
     */
    public static Lane of(String name, String executor, WorkspaceMode workspace, Map<String, Object> settings) {
        return new Lane(name, executor, workspace, true, List.of(), false, Set.of(), null, settings);
    }

    /** Creates a lane that restricts nothing and runs one brief at a time. */
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
                LanePolicy.UNRESTRICTED,
                1,
                Map.of());
    }

    /** Returns the same lane with another workspace. */
    public Lane in(WorkspaceMode other) {
        return new Lane(
                name, executor, other, writable, workdirs, workflows, passEnv, user, settings, allow, maxRuns, env);
    }

    /** Returns the same lane with other restrictions. */
    public Lane allowing(LanePolicy other) {
        return new Lane(
                name, executor, workspace, writable, workdirs, workflows, passEnv, user, settings, other, maxRuns, env);
    }

    /** Returns the same lane with other variables. */
    public Lane with(Map<String, LaneVariable> variables) {
        return new Lane(
                name, executor, workspace, writable, workdirs, workflows, passEnv, user, settings, allow, maxRuns,
                variables);
    }

    /** Returns the images that a brief may choose from: the key {@code images} of a lane whose runs have one each. */
    public List<String> images() {
        return settings.get("images") instanceof List<?> images
                ? images.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** Returns the lane as it is for a brief that chose one of its {@link #images}. */
    public Lane withImage(String image) {
        Map<String, Object> other = new LinkedHashMap<>(settings);
        other.remove("rootfs");
        other.put("image", image);
        return new Lane(
                name, executor, workspace, writable, workdirs, workflows, passEnv, user, other, allow, maxRuns, env);
    }

    /** Where a lane's steps run. */
    public enum WorkspaceMode {
        /** In the existing clone that the brief names. */
        IN_PLACE,
        /** In a disposable clone that shares its objects. */
        ISOLATED
    }
}
