package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.git.RemoteAccess;
import io.github.hirakuarai.codexrunner.ledger.LedgerClock;

/**
 * What a runner is made of.
 *
 * @param access how git servers are reached
 * @param resources closed by the runner
 */
record RunnerParts(Assembly assembly, LedgerClock clock, RemoteAccess access, RunnerResources resources) {}
