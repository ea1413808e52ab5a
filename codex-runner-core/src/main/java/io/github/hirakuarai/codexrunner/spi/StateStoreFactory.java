package io.github.hirakuarai.codexrunner.spi;

/** Makes a {@link StateStore}. */
public interface StateStoreFactory extends PluginFactory<StateStore> {}
