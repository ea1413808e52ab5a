package io.github.hirakuarai.codexrunner.decision;

import io.github.hirakuarai.codexrunner.branch.RunBranch;
import io.github.hirakuarai.codexrunner.context.Outputs;
import io.github.hirakuarai.codexrunner.event.RunPlan;
import io.github.hirakuarai.codexrunner.git.RemoteRefs;
import io.github.hirakuarai.codexrunner.intake.FoundBrief;
import io.github.hirakuarai.codexrunner.lane.LaneRights;
import io.github.hirakuarai.codexrunner.lane.Lanes;
import io.github.hirakuarai.codexrunner.ledger.LedgerEntry;
import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.Reason;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.spi.OutputException;
import io.github.hirakuarai.codexrunner.spi.OutputPlan;
import io.github.hirakuarai.codexrunner.spi.OutputRequest;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import io.github.hirakuarai.codexrunner.spi.WorkspaceRequest;
import io.github.hirakuarai.codexrunner.spi.WorkspaceUnavailableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plans the run of a brief that may run: where, on which branch, with which outputs. Asks plugins, and changes nothing. */
final class Planner {

    private static final RunId NO_RUN = new RunId("inspection");

    private final Lanes lanes;
    private final Outputs outputs;
    private final TextSanitizer texts;
    private final boolean waiting;
    private final Map<String, Reason> unreachable = new HashMap<>();
    private @Nullable RunPlan scanned;

    /** @param waiting whether a lane is waited for however long it takes */
    Planner(Lanes lanes, Outputs outputs, TextSanitizer texts, boolean waiting) {
        this.texts = texts;
        this.waiting = waiting;
        this.lanes = lanes;
        this.outputs = outputs;
    }

    /** Takes the workdir of a plan that a scan made as it was found then: it is looked at again, under its lock, when it is opened. */
    void reuse(RunPlan plan) {
        scanned = plan;
    }

    /**
     * Plans one run.
     *
     * @param refs the branches of the repository that the brief changes
     * @param over the record of the failed attempt that is repeated; null for a first attempt
     * @throws WorkspaceUnavailableException when its workdir cannot be had now, or the lane does not allow what it plans
     * @throws OutputException when an output cannot come of it, whatever the steps do
     * @throws io.github.hirakuarai.codexrunner.model.RunnerException when a plugin is broken
     */
    RunPlan plan(FoundBrief found, Brief brief, RemoteRefs refs, @Nullable LedgerEntry over) {
        int attempt = over == null ? 1 : over.record().attempt() + 1;
        Lane lane = lanes.of(brief);
        String base = refs.branch(brief.branch()).isPresent()
                ? brief.branch()
                : refs.defaultBranch().orElse(brief.branch());
        LaneRights rights = new LaneRights(lane);
        rights.base(base).ifPresent(Planner::refuse);
        lanes.requireReadable(lane);
        String branch = branch(found, brief, base, over, attempt);
        Lanes.Place place = scanned != null
                        && scanned.brief().equals(brief)
                        && scanned.lane().equals(lane)
                        && scanned.branch().equals(branch)
                ? new Lanes.Place(scanned.workdir(), scanned.host())
                : inspect(lane, lanes.workspace(NO_RUN, brief, branch));
        List<String> planned = new ArrayList<>();
        for (OutputRequest request : Outputs.requests(found, brief, branch, base, attempt)) {
            OutputPlan output = outputs.plan(request);
            rights.objections(request.output(), output, base).stream()
                    .findFirst()
                    .ifPresent(Planner::refuse);
            if (output.commit() != null) {
                requireNameFree(branch, refs);
            }
            planned.add(output.summary());
        }
        return new RunPlan(brief, lane, place.host(), place.workdir(), base, branch, attempt, planned, null);
    }

    /** Git keeps no branch {@code codex/1} beside a branch {@code codex}, nor beside a branch {@code codex/1/x}. */
    private void requireNameFree(String branch, RemoteRefs refs) {
        for (int slash = branch.indexOf('/'); slash >= 0; slash = branch.indexOf('/', slash + 1)) {
            String above = branch.substring(0, slash);
            if (refs.branch(above).isPresent()) {
                throw nameTaken(branch, above);
            }
        }
        refs.branchBelow(branch).ifPresent(below -> {
            throw nameTaken(branch, texts.line(below));
        });
    }

    private static OutputException nameTaken(String branch, String taken) {
        return new OutputException(
                "BRANCH_NAME_TAKEN",
                "cannot create the branch " + branch + " while the branch " + taken + " exists",
                "rename or delete the branch " + taken + ", then comment /codex retry");
    }

    private static void refuse(Reason reason) {
        throw new WorkspaceUnavailableException(reason.code(), reason.message());
    }

    /** The same for every attempt of a brief, as long as people have not merged or closed what came of it. */
    private String branch(FoundBrief found, Brief brief, String base, @Nullable LedgerEntry over, int attempt) {
        String first =
                RunBranch.of(found.id(), found.document().ref().repositoryId(), found.digest(), brief.repository());
        if (over == null) {
            return first;
        }
        @Nullable String recorded = over.record().branch();
        // Whoever may push may write a record: only this brief's own branches are taken from it.
        String before = recorded != null && RunBranch.isOf(first, recorded) ? recorded : first;
        boolean usedUp =
                Outputs.requests(found, brief, before, base, attempt).stream().anyMatch(outputs::branchUsedUp);
        return usedUp ? RunBranch.again(first, attempt) : before;
    }

    /** A host that did not answer once is not asked again for each of the lane's briefs: that may take long. */
    private Lanes.Place inspect(Lane lane, WorkspaceRequest request) {
        Reason before = unreachable.get(lane.name());
        if (before != null) {
            throw new WorkspaceUnavailableException(before.code(), before.message());
        }
        try {
            return lanes.look(lane, request, waiting);
        } catch (WorkspaceUnavailableException e) {
            if (e.reason().code() == ReasonCode.LANE_UNREACHABLE) {
                unreachable.put(lane.name(), e.reason());
            }
            throw e;
        }
    }
}
