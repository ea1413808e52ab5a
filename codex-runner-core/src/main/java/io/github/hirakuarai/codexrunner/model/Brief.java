package io.github.hirakuarai.codexrunner.model;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A valid brief (protocol §3). Only the validator creates one, so later stages need no checks of its form.
 *
 * @param lane the field {@code executor}: the name of the lane that runs it
 * @param repository the field {@code repo}: the repository to change
 * @param branch the base of the run
 * @param workdir as written, {@code ~} unresolved: only the lane's host can resolve it
 * @param steps run in this order, 1 or more
 * @param outputs delivered in this order, may be empty
 * @param contextHeader free text for readers
 * @param notes free text for readers
 * @param priority briefs with a higher priority run first
 * @param deadline after which the brief does not start
 * @param timeout for the whole run, or null for the lane's limit
 * @param env variables for every step, in the order written
 * @param image what the steps run in, one of those that the lane lists, or null for the lane's own
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
        Map<String, String> env,
        @Nullable String image) {

    public Brief {
        steps = List.copyOf(steps);
        outputs = List.copyOf(outputs);
        env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a brief has at least one step");
        }
    }
}
