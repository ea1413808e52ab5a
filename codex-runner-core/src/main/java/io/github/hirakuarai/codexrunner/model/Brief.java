package io.github.hirakuarai.codexrunner.model;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A brief that was read and found valid (protocol §3). Only the validator makes one, so later stages need no checks of
 * its shape.
 *
 * @param lane the field {@code executor}: the name of the lane that runs it
 * @param repository the field {@code repo}: the repository that is changed
 * @param branch the branch that the work starts from
 * @param workdir as written, {@code ~} unresolved: only the lane's host can resolve it
 * @param steps run in this order, 1 or more
 * @param outputs delivered in this order, may be empty
 * @param contextHeader free text for people
 * @param notes free text for people
 * @param priority which of several briefs runs first
 * @param deadline after which the brief is not started any more
 * @param timeout for the whole run, or null for the lane's limit
 * @param env variables for every step, in the order written
 */
public record Brief(
        String lane,
        RepositoryName repository,
        String branch,
        String workdir,
        List<Step> steps,
        List<Output> outputs,
        @Nullable String contextHeader,
        @Nullable String notes,
        Priority priority,
        @Nullable Deadline deadline,
        @Nullable Duration timeout,
        Map<String, String> env) {

    public Brief {
        steps = List.copyOf(steps);
        outputs = List.copyOf(outputs);
        env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a brief has at least one step");
        }
    }
}
