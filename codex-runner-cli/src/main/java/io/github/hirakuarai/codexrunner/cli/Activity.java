package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.engine.RunEvent;
import io.github.hirakuarai.codexrunner.model.BriefId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What is being done, as the events tell: of several briefs at the same time, that of which something was heard last. */
final class Activity {

    private final LongSupplier nanoTime;
    private final Map<BriefId, Doing> briefs = new LinkedHashMap<>();
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
            begin(claimed.id(), "claimed", "");
        } else if (event instanceof RunEvent.WorkspaceReady ready) {
            begin(ready.id(), "workspace", "");
        } else if (event instanceof RunEvent.StepStarted started) {
            begin(started.id(), "step " + started.ordinal() + "/" + started.total(), started.name());
        } else if (event instanceof RunEvent.StepOutput output) {
            Doing doing = briefs.remove(output.id());
            if (doing != null && !output.line().isBlank()) {
                doing = new Doing(doing.stage(), doing.what(), doing.since(), output.line());
            }
            if (doing != null) {
                briefs.put(output.id(), doing);
            }
        } else if (event instanceof RunEvent.StepEnded ended) {
            begin(ended.id(), "outputs", "");
        } else if (event instanceof RunEvent.BranchPushed pushed) {
            begin(pushed.id(), "outputs", "pushed " + pushed.branch());
        } else if (event instanceof RunEvent.OutputDelivered delivered) {
            begin(delivered.id(), "outputs", "delivered " + delivered.type());
        } else if (event instanceof RunEvent.Ended ended) {
            briefs.remove(ended.id());
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

    private void begin(BriefId id, String stage, String what) {
        briefs.remove(id);
        briefs.put(id, new Doing(stage, what, nanoTime.getAsLong(), ""));
    }
}
