package io.github.hirakuarai.codexrunner.spi;

/** Creates an {@link Executor}, which serves all lanes that name its id. */
public interface ExecutorFactory extends PluginFactory<Executor> {}
