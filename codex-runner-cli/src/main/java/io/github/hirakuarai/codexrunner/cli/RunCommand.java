package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.engine.Assessment;
import io.github.hirakuarai.codexrunner.engine.Outcome;
import io.github.hirakuarai.codexrunner.engine.RunListener;
import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.engine.Selection;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code codex-runner run}. */
@Command(
        name = "run",
        description = "Finds briefs and says what would happen to each; with --execute, does it.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: codex-runner run --execute --issue 774"})
final class RunCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions options;

    @ArgGroup
    private @Nullable Mode mode;

    @Option(names = "--issue", paramLabel = "N", description = "only this issue or pull request")
    private @Nullable Integer issue;

    @Option(names = "--brief", paramLabel = "ID", description = "only this brief: owner/name#774-c12")
    private @Nullable String brief;

    @Option(names = "--lane", paramLabel = "L", description = "only briefs of this lane")
    private @Nullable String lane;

    @Option(names = "--repo", paramLabel = "OWNER/NAME", description = "only issues of this repository")
    private @Nullable String repository;

    @Option(names = "--max", paramLabel = "N", description = "run at most so many briefs")
    private int max = Integer.MAX_VALUE;

    /** What is done with the briefs that were found. */
    private static final class Mode {
        @SuppressWarnings("UnusedVariable") // what is done when nothing else is said
        @Option(names = "--dry-run", description = "only say what would happen; change nothing anywhere (the default)")
        private boolean dryRun;

        @Option(names = "--execute", description = "claim, run and publish")
        private boolean execute;
    }

    RunCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Selection selection = selection();
        RunnerConfig config = ConfigFile.read(surroundings, options.config);
        return mode != null && mode.execute ? execute(config, selection) : dryRun(config, selection);
    }

    private int dryRun(RunnerConfig config, Selection selection) {
        try (Runner runner = Runners.in(surroundings, config).readOnly().build()) {
            List<Assessment> assessments = runner.survey(selection);
            if (options.json()) {
                surroundings.out().println(Json.assessments(assessments));
            } else {
                new AssessmentPrinter(surroundings.out()).print(assessments);
            }
            boolean invalid = assessments.stream().anyMatch(brief -> brief.decision() == Assessment.Decision.INVALID);
            return invalid ? ExitCode.INVALID : ExitCode.OK;
        }
    }

    private int execute(RunnerConfig config, Selection selection) {
        RunListener listener = options.json()
                ? event -> surroundings.out().println(Json.event(event))
                : new ProgressPrinter(surroundings, options);
        try (Runner runner = Runners.in(surroundings, config).listener(listener).build();
                Interruption interruption = Interruption.watch(() -> runner.cancel("codex-runner was interrupted"))) {
            List<Outcome> outcomes = runner.run(selection);
            return interruption.happened() ? ExitCode.INTERRUPTED : Outcomes.exitCode(outcomes);
        }
    }

    private Selection selection() {
        Selections selections = new Selections(spec);
        return new Selection(
                Selection.Trigger.ONE_SHOT,
                selections.repository(repository),
                issue,
                brief == null ? null : selections.id(brief),
                lane,
                max);
    }
}
