package io.github.hirakuarai.codexrunner.spi;

/**
 * Makes a {@link TokenSource} for a configuration that holds no token itself, as for a GitHub App: id {@code github-app},
 * asked for when {@code github.app} is set. Its context has no {@link PluginContext#tokens} yet: they give nothing.
 */
public interface TokenSourceFactory extends PluginFactory<TokenSource> {}
