package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.testkit.forge.RepositoryView.CommitView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The histories of a forge's records, compared with the model of exactly-once: {@code ExactlyOnceModelTest} explores all
 * states of it and holds the list of the moves that a record makes there.
 */
final class RecordTraces {

    private static final Path MOVES = Path.of(
            "../codex-runner-engine/src/test/resources/io/github/hirakuarai/codexrunner/ledger/ledger-moves.txt");

    private static final JsonMapper JSON = new JsonMapper();

    private RecordTraces() {}

    /** Every record of the scene's repository went from nothing to where it is by moves of the model. */
    static void requirePathsOfTheModel(Scene scene) throws IOException {
        for (String ref : scene.look().refs("refs/codex/briefs/").keySet()) {
            List<Entry> trace = new ArrayList<>();
            for (CommitView commit : scene.look().history(ref)) {
                assertThat(commit.parents()).as(ref).hasSizeLessThanOrEqualTo(1);
                trace.add(0, Entry.of(commit.message()));
            }
            assertThat(unknown(trace))
                    .as("moves of " + ref + " that the model does not have: " + trace)
                    .isEmpty();
        }
    }

    /** The moves of a trace, oldest first, that are none of the model's. */
    static List<String> unknown(List<Entry> trace) throws IOException {
        Set<String> known = Set.copyOf(Files.readAllLines(MOVES));
        List<String> unknown = new ArrayList<>();
        @Nullable Entry before = null;
        for (Entry entry : trace) {
            String move = entry.after(before);
            if (!known.contains(move)) {
                unknown.add(move);
            }
            before = entry;
        }
        return unknown;
    }

    /**
     * What one commit of a record says.
     *
     * @param run of the attempt: the model knows an attempt by its number
     * @param commands how many were spent
     */
    record Entry(String state, int attempt, String run, int commands) {

        static Entry of(String message) {
            JsonNode json = JSON.readTree(message);
            return new Entry(
                    json.required("state").stringValue(),
                    json.required("attempt").intValue(),
                    json.required("run").stringValue(),
                    json.required("spentCommands").size());
        }

        private String after(@Nullable Entry before) {
            if (before == null) {
                return "NEW " + state + " attempt+" + attempt + " commands+" + commands;
            }
            boolean sameRun = run.equals(before.run);
            return before.state + " " + state + " attempt+" + (attempt - before.attempt) + " commands+"
                    + (commands - before.commands) + (sameRun == (attempt == before.attempt) ? "" : " of another run");
        }
    }
}
