package io.github.hirakuarai.codexrunner.disk;

import io.github.hirakuarai.codexrunner.disk.JournalEntry.Checkout;
import io.github.hirakuarai.codexrunner.disk.JournalEntry.Delivered;
import io.github.hirakuarai.codexrunner.disk.JournalEntry.EndedStep;
import io.github.hirakuarai.codexrunner.disk.JournalEntry.Push;
import io.github.hirakuarai.codexrunner.disk.JournalEntry.Step;
import io.github.hirakuarai.codexrunner.model.Link;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far a run has come, as its journal says: what a process needs to go on where a killed one was.
 *
 * @param checkout the workspace at its base; null when no step can have begun
 * @param begun when each step was begun, by ordinal
 * @param ended how each step that is over ended, by ordinal
 * @param push what was about to be pushed last; null when nothing was
 * @param delivered what each output left that was delivered, by ordinal
 */
public record RunProgress(
        @Nullable Checkout checkout,
        Map<Integer, Instant> begun,
        Map<Integer, EndedStep> ended,
        @Nullable Push push,
        Map<Integer, List<Link>> delivered) {

    /** A run that has only been claimed. */
    public static final RunProgress NONE = new RunProgress(null, Map.of(), Map.of(), null, Map.of());

    public RunProgress {
        begun = Map.copyOf(begun);
        ended = Map.copyOf(ended);
        delivered = Map.copyOf(delivered);
    }

    /** Reads a journal. */
    public static RunProgress of(List<Journal.Line> journal) {
        @Nullable Checkout checkout = null;
        Map<Integer, Instant> begun = new HashMap<>();
        Map<Integer, EndedStep> ended = new HashMap<>();
        @Nullable Push push = null;
        Map<Integer, List<Link>> delivered = new HashMap<>();
        for (Journal.Line line : journal) {
            @Nullable JournalEntry entry = line.entry().orElse(null);
            if (entry instanceof Checkout there && !line.intent()) {
                checkout = there;
            } else if (entry instanceof Step step) {
                begun.putIfAbsent(step.ordinal(), line.at());
            } else if (entry instanceof EndedStep step) {
                ended.put(step.ordinal(), step);
            } else if (entry instanceof Push pushed) {
                push = pushed;
            } else if (entry instanceof Delivered output) {
                delivered.put(output.ordinal(), output.links());
            }
        }
        return new RunProgress(checkout, begun, ended, push, delivered);
    }
}
