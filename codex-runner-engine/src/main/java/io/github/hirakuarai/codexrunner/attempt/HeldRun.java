package io.github.hirakuarai.codexrunner.attempt;

import io.github.hirakuarai.codexrunner.context.BriefEvaluation;
import io.github.hirakuarai.codexrunner.disk.RunFolder;
import io.github.hirakuarai.codexrunner.disk.RunProgress;
import io.github.hirakuarai.codexrunner.ledger.Claim;

/**
 * A brief's run that this process holds.
 *
 * @param evaluation what was decided about the brief
 * @param claim of its record
 * @param folder the run's, locked by this process
 * @param progress how far an earlier process came with it
 * @param resumed whether an earlier process began it, and may have shown it
 */
public record HeldRun(
        BriefEvaluation evaluation, Claim claim, RunFolder folder, RunProgress progress, boolean resumed) {

    /** A run that begins. */
    HeldRun(BriefEvaluation evaluation, Claim claim, RunFolder folder) {
        this(evaluation, claim, folder, RunProgress.NONE, false);
    }
}
