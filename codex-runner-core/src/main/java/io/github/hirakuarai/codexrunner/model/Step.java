package io.github.hirakuarai.codexrunner.model;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One process of a brief (protocol §3.1).
 *
 * @param name its name in comments and logs
 * @param action what to run
 * @param timeout after which the step's process tree is ended, or null for the lane's limit
 * @param env variables for this step, over those of the brief, in the order written
 * @param continueOnError whether the run continues after this step failed
 * @param always whether the step runs even after an earlier one failed
 */
public record Step(
        String name,
        Action action,
        @Nullable Duration timeout,
        Map<String, String> env,
        boolean continueOnError,
        boolean always) {

    public Step {
        env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
    }
}
