package io.github.hirakuarai.codexrunner.examples.embedding;

import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.event.Evaluation;
import io.github.hirakuarai.codexrunner.event.Outcome;
import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.event.Selection;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/** Says which briefs would run, runs them, and tells what happens. */
public final class RunBriefs {

    private RunBriefs() {}

    /** Runs what the configuration file that is named on the command line lets run. */
    public static void main(String[] arguments) {
        try {
            run(Path.of(arguments[0]), System.getenv(), System.out::println);
        } catch (RunnerException e) {
            // One line with the hint. The exit code is this program's to choose.
            System.err.println(e.getMessage());
            System.exit(e.code().category().exitCode());
        }
    }

    static void run(Path configuration, Map<String, String> environment, Consumer<String> out) {
        // region: run
        try (Runner runner = Runner.builder()
                .environment(environment)
                .configuration(configuration)
                .listener(event -> out.accept(inWords(event)))
                .build()) {
            for (Evaluation brief : runner.survey(Selection.ALL)) {
                out.accept(brief.id() + " " + brief.decision().text());
            }
            for (Outcome outcome : runner.run(Selection.ALL)) {
                out.accept(outcome.evaluation().id() + " "
                        + (outcome.ended() == null
                                ? "untouched"
                                : outcome.ended().result().text()));
            }
        }
        // endregion
    }

    // region: events
    static String inWords(RunEvent event) {
        if (event instanceof RunEvent.Claimed claimed) {
            return claimed.id() + " is ours, as run " + claimed.run();
        }
        if (event instanceof RunEvent.StepEnded step) {
            return step.id() + " step " + step.step().ordinal() + ": "
                    + step.step().exit().text();
        }
        if (event instanceof RunEvent.OutputDelivered output) {
            return output.id() + " " + output.type() + ": " + output.links();
        }
        // More events may come with a later version: take no notice of those that you do not know.
        return event.getClass().getSimpleName();
    }
    // endregion
}
