package io.github.hirakuarai.codexrunner.spi;

/** Creates a {@link BriefSource}. */
public interface BriefSourceFactory extends PluginFactory<BriefSource> {}
