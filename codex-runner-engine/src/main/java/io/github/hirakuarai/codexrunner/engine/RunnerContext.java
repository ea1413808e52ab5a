package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import java.time.Clock;

/**
 * What the stages of one runner have in common.
 *
 * @param listener told of what happens
 */
record RunnerContext(RunnerConfig config, Clock clock, RunListener listener) {

    /** The same, with another listener told of what happens. */
    RunnerContext listening(RunListener other) {
        return new RunnerContext(config, clock, other);
    }

    void tell(RunEvent event) {
        listener.on(event);
    }
}
