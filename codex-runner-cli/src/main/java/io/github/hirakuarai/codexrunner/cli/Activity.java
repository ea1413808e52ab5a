package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.StepResult;
import io.github.hirakuarai.codexrunner.publish.RunSteps;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What is being done, as the events tell: of several briefs at the same time, that of which something was heard last. */
final class Activity {

    private final LongSupplier nanoTime;
    private final Map<BriefId, Doing> briefs = new LinkedHashMap<>();
    /** How many steps a brief has. */
    private final Map<BriefId, Integer> steps = new HashMap<>();
    /** Those of which a step failed, so that nothing is delivered. */
    private final Set<BriefId> failed = new HashSet<>();

    private @Nullable Doing general;

    Activity(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * What one brief is at.
     *
     * @param since when it began, by the monotonic clock
     */
    private record Doing(String stage, String what, long since, String last) {}

    /** What is done when no brief in particular is worked on; a service, which mostly waits, never says so. */
    synchronized void generally(String what) {
        general = new Doing(what, "", nanoTime.getAsLong(), "");
    }

    synchronized void over() {
        general = null;
        briefs.clear();
    }

    synchronized void on(RunEvent event) {
        if (event instanceof RunEvent.Scanned && general != null) {
            generally("checking what was found");
        } else if (event instanceof RunEvent.Evaluated && general != null) {
            generally("preparing");
        } else if (event instanceof RunEvent.Claimed claimed) {
            begin(claimed.id(), "preparing", "");
        } else if (event instanceof RunEvent.StepStarted started) {
            steps.put(started.id(), started.total());
            begin(started.id(), "step " + started.ordinal() + "/" + started.total(), started.name());
        } else if (event instanceof RunEvent.RateLimited limited) {
            begin(limited.id(), "waiting", "for a rate limit until " + Moments.minute(limited.until()));
        } else if (event instanceof RunEvent.StepOutput output) {
            wrote(output.id(), output.line());
        } else if (event instanceof RunEvent.StepProgress progress) {
            wrote(progress.id(), progress.line());
        } else if (event instanceof RunEvent.StepEnded ended) {
            ended(ended.id(), ended.step());
        } else if (event instanceof RunEvent.BranchPushed pushed) {
            begin(pushed.id(), "outputs", "pushed " + pushed.branch());
        } else if (event instanceof RunEvent.OutputDelivered delivered) {
            begin(delivered.id(), "outputs", "delivered " + delivered.type());
        } else if (event instanceof RunEvent.Ended ended) {
            briefs.remove(ended.id());
            steps.remove(ended.id());
            failed.remove(ended.id());
            // Whatever was said of all briefs was said before this one began.
            general = null;
        }
    }

    /** Between two steps the line stays as it is: what comes next is not known yet, and comes at once. */
    private void ended(BriefId id, StepResult step) {
        if (RunSteps.failed(step) && !step.step().continueOnError()) {
            failed.add(id);
        }
        boolean last = step.ordinal() == steps.getOrDefault(id, 0);
        if (failed.contains(id)) {
            begin(id, "ending", "");
        } else if (last) {
            begin(id, "outputs", "");
        }
    }

    synchronized Optional<LiveLine> line() {
        BriefId id = null;
        Doing doing = general;
        for (Map.Entry<BriefId, Doing> brief : briefs.entrySet()) {
            id = brief.getKey();
            doing = brief.getValue();
        }
        if (doing == null) {
            return Optional.empty();
        }
        String more = briefs.size() > 1 ? " (1 of " + briefs.size() + ")" : "";
        return Optional.of(new LiveLine(
                id == null ? null : id + more,
                doing.stage(),
                doing.what(),
                Duration.ofNanos(nanoTime.getAsLong() - doing.since()),
                doing.last()));
    }

    private void wrote(BriefId id, String line) {
        Doing doing = briefs.remove(id);
        if (doing != null) {
            briefs.put(id, line.isBlank() ? doing : new Doing(doing.stage(), doing.what(), doing.since(), line));
        }
    }

    private void begin(BriefId id, String stage, String what) {
        briefs.remove(id);
        briefs.put(id, new Doing(stage, what, nanoTime.getAsLong(), ""));
    }
}
