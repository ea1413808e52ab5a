package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.event.Decision;
import io.github.hirakuarai.codexrunner.event.Evaluation;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.Lane;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** When each brief that may run has its turn: a lane runs {@code maxRuns} at once, in the order of the list. */
final class Turns {

    private final Map<BriefId, String> lines = new HashMap<>();

    /** @param briefs in the order in which they would run */
    Turns(List<Evaluation> briefs) {
        Map<String, List<BriefId>> byLane = new HashMap<>();
        for (Evaluation brief : briefs) {
            if (brief.decision() instanceof Decision.Run run) {
                Lane lane = run.plan().lane();
                List<BriefId> before = byLane.computeIfAbsent(lane.name(), name -> new ArrayList<>());
                if (before.size() >= lane.maxRuns()) {
                    lines.put(brief.id(), line(before, lane));
                }
                before.add(brief.id());
            }
        }
    }

    /** What a brief waits for; empty for one that would begin at the next look. */
    Optional<String> of(BriefId brief) {
        return Optional.ofNullable(lines.get(brief));
    }

    private static String line(List<BriefId> before, Lane lane) {
        BriefId last = before.get(before.size() - lane.maxRuns());
        return "waits for its turn on the lane " + lane.name() + ": number " + (before.size() + 1) + ", after " + last
                + (lane.maxRuns() == 1 ? "" : "; the lane runs " + lane.maxRuns() + " at once");
    }
}
