package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.cli.TraceEvent.Effect;
import io.github.hirakuarai.codexrunner.cli.TraceEvent.Move;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the runners of a scene did, in the order in which the forge saw it, compared with the model of exactly-once: {@code
 * ExactlyOnceModelTest} explores all states of it and holds the list of the moves and effects that there are.
 */
final class RecordTraces {

    private static final Path KNOWN = Path.of(
            "../codex-runner-engine/src/test/resources/io/github/hirakuarai/codexrunner/ledger/moves-and-effects.txt");

    private RecordTraces() {}

    /** Every brief of the scene's repository went from nothing to where it is by moves and effects of the model. */
    static void requirePathsOfTheModel(Scene scene) throws IOException {
        List<TraceEvent> trace = ForgeTrace.of(scene);
        assertThat(unknown(trace))
                .as(() -> "what the model does not have, of "
                        + String.join("\n", trace.stream().map(String::valueOf).toList()))
                .isEmpty();
    }

    /** The moves and effects of a trace, oldest first, that are none of the model's where they stand. */
    static List<String> unknown(List<TraceEvent> trace) throws IOException {
        Set<String> known = Set.copyOf(Files.readAllLines(KNOWN));
        Map<String, Progress> briefs = new HashMap<>();
        List<String> unknown = new ArrayList<>();
        for (TraceEvent event : trace) {
            // What an issue shows may concern any of its briefs.
            List<String> lines = event.keys().stream()
                    .map(key -> briefs.getOrDefault(key, Progress.NONE).line(event))
                    .toList();
            if (lines.stream().noneMatch(known::contains)) {
                unknown.add(event + " as " + lines);
            }
            event.keys()
                    .forEach(key -> briefs.merge(key, Progress.NONE.after(event), (was, first) -> was.after(event)));
        }
        return unknown;
    }

    /**
     * Where a brief is.
     *
     * @param entry its record; null before the first
     * @param ran whether the steps of its attempt have begun
     * @param published whether the branch of its attempt was pushed
     */
    private record Progress(@Nullable Move entry, boolean ran, boolean published) {

        private static final Progress NONE = new Progress(null, false, false);

        String line(TraceEvent event) {
            String state = entry == null ? "NEW" : entry.state();
            String what = event instanceof Move move ? move.after(entry) : ((Effect) event).after(entry);
            return state + (ran ? ", ran" : "") + (published ? ", published" : "") + ": " + what;
        }

        Progress after(TraceEvent event) {
            if (event instanceof Move move) {
                boolean same = entry != null && entry.attempt() == move.attempt();
                return new Progress(move, same && ran, (same && published) || move.withBranch());
            }
            return new Progress(entry, ran || ((Effect) event).what().equals(Effect.STEPS), published);
        }
    }
}
