package io.github.hirakuarai.codexrunner.cli;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Something that a runner did and anybody could see. */
sealed interface TraceEvent {

    /** The briefs of which it may be. */
    List<String> keys();

    /**
     * A record's move.
     *
     * @param key of the brief
     * @param run of the attempt: the model knows an attempt by its number
     * @param commands how many were spent
     * @param withBranch whether the run's branch moved in the same push
     */
    record Move(String key, String state, int attempt, String run, int commands, boolean withBranch)
            implements TraceEvent {

        private static final JsonMapper JSON = new JsonMapper();

        static Move of(String key, String message, boolean withBranch) {
            JsonNode json = JSON.readTree(message);
            return new Move(
                    key,
                    json.required("state").stringValue(),
                    json.required("attempt").intValue(),
                    json.required("run").stringValue(),
                    json.required("spentCommands").size(),
                    withBranch);
        }

        @Override
        public List<String> keys() {
            return List.of(key);
        }

        String after(@Nullable Move before) {
            String branch = withBranch ? " with the branch" : "";
            if (before == null) {
                return state + " attempt+" + attempt + " commands+" + commands + branch;
            }
            boolean sameRun = run.equals(before.run);
            return state + " attempt+" + (attempt - before.attempt) + " commands+" + (commands - before.commands)
                    + branch + (sameRun == (attempt == before.attempt) ? "" : " of another run");
        }
    }

    /**
     * Something outside of the record.
     *
     * @param run whose it is; null when that cannot be seen
     * @param what in the model's words
     */
    record Effect(List<String> keys, @Nullable String run, String what) implements TraceEvent {

        static final String STEPS = "runs the steps";
        static final String DELIVERS = "delivers";

        static String shows(String state) {
            return "shows " + state.toUpperCase(Locale.ROOT);
        }

        /** A state's label goes when another state is shown: it must not be the one that the record has. */
        static String hides(String state) {
            return "hides " + state.toUpperCase(Locale.ROOT);
        }

        String after(@Nullable Move record) {
            if (record == null) {
                return what;
            }
            String shown = record.state().equals("PICKED") ? "RUNNING" : record.state();
            boolean hidesAnother = what.startsWith("hides ") && !what.equals(hides(shown));
            return (hidesAnother ? shows(shown) : what)
                    + (run == null || run.equals(record.run()) ? "" : " of another run");
        }
    }
}
