package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.branch.CommitBuilder;

/**
 * What carries a brief out.
 *
 * @param lanes run its steps
 * @param outputs publish what came of them
 * @param commits put it on the run's branch
 */
record RunTools(Lanes lanes, Outputs outputs, CommitBuilder commits) {}
