/**
 * What runners that are gone have left: {@code OwnRuns} are those of this machine, taken up again ({@code Resumption}) or ended;
 * {@code OtherRuns} are claims of other machines that have been silent for a whole lease.
 *
 * <p><b>Resumption.</b> A runner that was killed and comes back goes on with its run, after it has renewed the ledger's
 * record by compare-and-set. The run's folder has the plan, the lane as it was, and each step's result; the host has the
 * running step, its log and its result. What is done, by where the journal ends and by what is found on the host:
 *
 * <table>
 *   <caption>Where a run is taken up</caption>
 *   <tr><th>the journal ends</th><th>the supervisor is there</th><th>it is gone, or the lease was over</th></tr>
 *   <tr><td>before or in the checkout</td><td>it is ended, the workdir is put back, and the run begins with the
 *       checkout</td><td>the same</td></tr>
 *   <tr><td>before or in a step that was not begun</td><td>the step is begun</td><td>interrupted</td></tr>
 *   <tr><td>in a step that runs, or has ended</td><td>its output goes on at the log's offset; its result counts</td>
 *       <td>interrupted</td></tr>
 *   <tr><td>between steps</td><td>the next step is begun</td><td>interrupted</td></tr>
 *   <tr><td>while the runner looks at what the steps left</td><td>it looks again</td><td>interrupted</td></tr>
 *   <tr><td>in the push or an output</td><td>a branch that was pushed is taken as it is, what was delivered is not delivered
 *       again, and the rest is</td><td>interrupted</td></tr>
 *   <tr><td>while the workspace is put back, or at the end</td><td>it ends as it would have</td><td>the same</td></tr>
 * </table>
 *
 * <p>The run is also interrupted when the lane's configuration has changed, or the brief's text. When the record is another
 * runner's by then, the steps are ended, the workdir is put back, and nothing is published.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.recovery;

import org.jspecify.annotations.NullMarked;
