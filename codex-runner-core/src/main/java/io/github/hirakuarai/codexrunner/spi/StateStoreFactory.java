package io.github.hirakuarai.codexrunner.spi;

/** Creates a {@link StateStore}. */
public interface StateStoreFactory extends PluginFactory<StateStore> {}
