/**
 * What the runner keeps on its own machine: the folder of each run, with its journal and the logs of its steps.
 *
 * <p>{@link RunFolder} says what stands in such a folder and who holds it, {@link Journal} what the run was about to do
 * and has done, {@link StepLog} what its steps wrote, and {@link InterruptedRun} what is to be made of a folder whose process is
 * gone. {@link StateFolders} says where all of it stands. Nothing here knows why something is written down.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.disk;

import org.jspecify.annotations.NullMarked;
