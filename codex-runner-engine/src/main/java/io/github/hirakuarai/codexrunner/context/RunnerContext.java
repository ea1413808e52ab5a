package io.github.hirakuarai.codexrunner.context;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.event.RunListener;
import java.time.Clock;

/**
 * What the stages of one runner have in common.
 *
 * @param listener told of what happens
 */
public record RunnerContext(RunnerConfig config, Clock clock, RunListener listener) {

    /** The same, with another listener told of what happens. */
    public RunnerContext listening(RunListener other) {
        return new RunnerContext(config, clock, other);
    }

    public void tell(RunEvent event) {
        listener.on(event);
    }
}
