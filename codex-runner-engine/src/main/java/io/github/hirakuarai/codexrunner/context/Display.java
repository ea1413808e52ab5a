package io.github.hirakuarai.codexrunner.context;

import io.github.hirakuarai.codexrunner.spi.StateStore;

/**
 * Where users see what becomes of their briefs, and in which words.
 *
 * @param states shows states and answers
 */
public record Display(StateStore states, Texts texts) {}
