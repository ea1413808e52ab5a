package io.github.hirakuarai.codexrunner.branch;

import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.FileChange;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.spi.BranchFile;
import io.github.hirakuarai.codexrunner.spi.CommitPlan;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What goes onto the run's branch.
 *
 * @param id the brief
 * @param run names it in the commit
 * @param lane says what may be changed
 * @param plans of all outputs of the brief that want a commit, 1 or more
 * @param changes what the steps changed
 * @param base the branch the work starts from
 * @param baseCommit its tip when the attempt began
 * @param branch the run's branch
 * @param alternative the branch that is made when the server only lets {@code branch} be added to
 * @param standing where that branch stands on the server; null when it is not there
 * @param additions reports of the runner, and files that outputs bring
 * @param targets tips of other branches than the base that outputs want it merged into, by name
 */
public record BranchContents(
        BriefId id,
        RunId run,
        Lane lane,
        List<CommitPlan> plans,
        List<FileChange> changes,
        String base,
        String baseCommit,
        String branch,
        String alternative,
        @Nullable String standing,
        List<BranchFile> additions,
        Map<String, String> targets) {
    public BranchContents {
        additions = List.copyOf(additions);
        plans = List.copyOf(plans);
        changes = List.copyOf(changes);
        targets = Map.copyOf(targets);
    }
}
