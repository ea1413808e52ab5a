package io.github.hirakuarai.codexrunner.spi;

/** Makes an {@link Executor}. One executor serves all lanes that name its id. */
public interface ExecutorFactory extends PluginFactory<Executor> {}
