package io.github.hirakuarai.codexrunner.event;

/** Is told what happens while it happens, one event at a time for one run. Must return soon; what it throws is logged. */
@FunctionalInterface
public interface RunListener {

    /** Nobody listens. */
    RunListener NONE = event -> {};

    /** Something happened. */
    void on(RunEvent event);
}
