package io.github.hirakuarai.codexrunner.decision;

import io.github.hirakuarai.codexrunner.branch.CommitBuilder;
import io.github.hirakuarai.codexrunner.context.Outputs;
import io.github.hirakuarai.codexrunner.lane.Lanes;

/**
 * What carries a brief out.
 *
 * @param lanes run its steps
 * @param outputs publish what came of them
 * @param commits put it on the run's branch
 */
public record RunTools(Lanes lanes, Outputs outputs, CommitBuilder commits) {}
