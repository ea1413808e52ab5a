package io.github.hirakuarai.codexrunner.spi;

/** Makes a {@link BriefSource}. */
public interface BriefSourceFactory extends PluginFactory<BriefSource> {}
