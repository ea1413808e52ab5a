package io.github.hirakuarai.codexrunner.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a lane narrows what its briefs may do (protocol §7): the key {@code allow}.
 *
 * @param repositories which repositories briefs may change, as owner/name
 * @param branches globs of the branches that work may start from, and that outputs may go into
 * @param authors whose briefs run: logins, {@code id:N} or {@code org/team}
 * @param outputs types of output
 * @param steps kinds of step: {@code shell}, {@code python}, {@code make}, {@code kubectl}
 * @param env names of variables that a brief may set
 * @param kubectl what kubectl steps may do; null for anything
 * @param paths paths, folders or globs of the files that outputs may change
 * @param approvals how many users must have approved a brief; 0 for none
 * @param approvers who may approve: logins, {@code id:N} or {@code org/team}; by default all who may have work run
 */
public record LanePolicy(
        AllowList repositories,
        AllowList branches,
        AllowList authors,
        AllowList outputs,
        AllowList steps,
        AllowList env,
        @Nullable KubectlPolicy kubectl,
        AllowList paths,
        int approvals,
        AllowList approvers) {

    /** Narrows nothing. */
    public static final LanePolicy UNRESTRICTED = new LanePolicy(
            AllowList.ANY,
            AllowList.ANY,
            AllowList.ANY,
            AllowList.ANY,
            AllowList.ANY,
            AllowList.ANY,
            null,
            AllowList.ANY,
            0,
            AllowList.ANY);

    /** Whether the lane restricts what steps may be: then briefs set no variables unless {@code env} lists them. */
    public boolean restrictsSteps() {
        return steps.narrows() || kubectl != null;
    }

    /** The kinds of step that run: a lane that narrows kubectl runs nothing that could go around it, unless it says so. */
    public AllowList kinds() {
        return kubectl != null && !steps.narrows() ? new AllowList(List.of("kubectl")) : steps;
    }

    /**
     * What kubectl steps may do.
     *
     * @param verbs as {@code get} or {@code rollout status}
     * @param resources as {@code pods}; {@code secrets} only when they are named
     * @param namespaces that a step may name
     */
    public record KubectlPolicy(AllowList verbs, AllowList resources, AllowList namespaces) {}
}
