package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.engine.ReadOnlyRunner;
import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.engine.RunnerBuilder;
import io.github.hirakuarai.codexrunner.engine.RunnerView;
import io.github.hirakuarai.codexrunner.event.Evaluation;
import io.github.hirakuarai.codexrunner.event.Outcome;
import io.github.hirakuarai.codexrunner.event.Preview;
import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.event.RunListener;
import io.github.hirakuarai.codexrunner.event.Selection;
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
        description =
                "Finds briefs and prints what would happen to each. --preview also runs the steps; --execute runs and"
                        + " publishes.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples: codex-runner run --execute --issue 774",
            "          codex-runner run --preview --file brief.yaml"
        })
final class RunCommand implements Callable<Integer> {

    private static final String LOOKING = "looking for briefs";

    private final CliContext context;

    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions options;

    @ArgGroup
    private @Nullable Mode mode;

    @Option(names = "--issue", paramLabel = "N", description = "only this issue or pull request")
    private @Nullable Integer issue;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description =
                    "read one bare brief from a file instead of the issues, with --dry-run or --preview; --issue sets the"
                            + " issue that it counts as part of (default: 1)")
    private @Nullable String file;

    @Option(
            names = "--brief",
            paramLabel = "ID",
            description =
                    "only this brief: owner/name#774-c12, the address of its page, or 774 when one repository is configured")
    private @Nullable String brief;

    @Option(names = "--lane", paramLabel = "L", description = "only briefs of this lane")
    private @Nullable String lane;

    @Option(names = "--repo", paramLabel = "OWNER/NAME", description = "only issues of this repository")
    private @Nullable String repository;

    @Option(names = "--max", paramLabel = "N", description = "run at most N briefs")
    private int max = Integer.MAX_VALUE;

    /** What is done with the briefs that were found. */
    private static final class Mode {
        @SuppressWarnings("UnusedVariable") // what is done when nothing else is said
        @Option(names = "--dry-run", description = "only print what would happen; change nothing (the default)")
        private boolean dryRun;

        @Option(
                names = "--preview",
                description = "also run the steps in a disposable clone and show the diff and every text that would be"
                        + " published; publish nothing")
        private boolean preview;

        @Option(names = "--execute", description = "claim, run and publish")
        private boolean execute;
    }

    RunCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        requireSensible();
        RunnerConfig config = ConfigFile.read(context, options.config);
        Selection selection = selection(config);
        if (mode != null && mode.execute) {
            return execute(config, selection);
        }
        return mode != null && mode.preview ? preview(config, selection) : dryRun(config, selection);
    }

    /** For a runner that only reads. */
    private RunnerBuilder reader(RunnerConfig config) {
        RunnerBuilder builder = Runners.in(context, config);
        if (file == null) {
            return builder;
        }
        String text = TextFile.read(context, file);
        return new BriefFile(config, context.resolve(file), text, issue == null ? 1 : issue).in(builder);
    }

    /** A brief in a file is looked for nowhere, so that a public repository may do without. */
    private void requireToken(RunnerConfig config, RunnerView runner) {
        if (file == null) {
            Runners.requireToken(config, runner);
        }
    }

    private Evaluation placed(Evaluation brief) {
        return file == null ? brief : BriefFile.inFile(brief);
    }

    private int dryRun(RunnerConfig config, Selection selection) {
        ProgressPrinter progress = new ProgressPrinter(context, options);
        // Of a survey only what could not be looked at is told: the rest is its result.
        Availability availability = new Availability(event -> {
            if (Availability.concerns(event)) {
                progress.on(event);
            }
        });
        ReadOnlyRunner runner = reader(config).listener(availability).buildReadOnly();
        // The first to be opened is the last to be closed: it may end the process, and everything else is closed by
        // then.
        try (Interruption interruption = Interruption.watch(() -> leave(runner, progress))) {
            List<Evaluation> evaluations;
            try (runner;
                    progress) {
                requireToken(config, runner);
                progress.doing(LOOKING);
                evaluations =
                        runner.survey(selection).stream().map(this::placed).toList();
            }
            if (options.json()) {
                context.out().println(Json.evaluations(evaluations));
            } else {
                new EvaluationPrinter(context.out(), context.outColumns()).print(evaluations);
            }
            return interruption.happened()
                    ? ExitCode.INTERRUPTED
                    : availability.exitCode(Outcomes.exitCodeOfSurvey(evaluations), context.err());
        }
    }

    private int preview(RunnerConfig config, Selection selection) {
        ProgressPrinter progress = new ProgressPrinter(context, options);
        Beginning beginning = new Beginning(options.json() ? RunListener.NONE : progress);
        Availability availability = new Availability(beginning);
        ReadOnlyRunner runner = reader(config).listener(availability).buildReadOnly();
        try (Interruption interruption = Interruption.watch(() -> end(runner, progress, beginning))) {
            List<Preview> previews;
            try (runner;
                    progress) {
                requireToken(config, runner);
                progress.doing(LOOKING);
                previews = runner.preview(selection).stream()
                        .map(preview -> new Preview(placed(preview.evaluation()), preview.trial()))
                        .toList();
            }
            if (options.json()) {
                context.out().println(Json.previews(previews));
            } else {
                Colors colors = Colors.of(context.terminal().out(), context, options);
                new PreviewPrinter(context.out(), context.outColumns(), colors).print(previews);
            }
            return interruption.happened()
                    ? ExitCode.INTERRUPTED
                    : availability.exitCode(Outcomes.exitCodeOf(previews), context.err());
        }
    }

    private int execute(RunnerConfig config, Selection selection) {
        ProgressPrinter progress = new ProgressPrinter(context, options);
        Beginning beginning = new Beginning(options.json() ? new JsonEvents(context.out()) : progress);
        Availability availability = new Availability(beginning);
        Runner runner = Runners.in(context, config).listener(availability).build();
        try (Interruption interruption = Interruption.watch(() -> end(runner, progress, beginning))) {
            List<Outcome> outcomes;
            try (runner;
                    progress) {
                Runners.requireToken(config, runner);
                progress.doing(LOOKING);
                outcomes = runner.run(selection);
            }
            return interruption.happened()
                    ? ExitCode.INTERRUPTED
                    : availability.exitCode(Outcomes.exitCode(outcomes), context.err());
        }
    }

    /** Ctrl-C: as long as briefs are only looked for, nobody has to wait for an answer that may not come. */
    private static void end(RunnerView runner, ProgressPrinter progress, Beginning beginning) {
        if (beginning.isOver()) {
            progress.ending();
            runner.cancel("codex-runner was interrupted");
        } else {
            leave(runner, progress);
        }
    }

    private static void leave(RunnerView runner, ProgressPrinter progress) {
        progress.leaving();
        progress.close();
        // Of a runner that only reads, no file stays behind.
        runner.close();
        Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
    }

    /** Knows whether the briefs have been found; passes everything on. */
    private static final class Beginning implements RunListener {

        private final RunListener listener;
        private volatile boolean over;

        Beginning(RunListener listener) {
            this.listener = listener;
        }

        boolean isOver() {
            return over;
        }

        @Override
        public void on(RunEvent event) {
            over |= event instanceof RunEvent.Scanned;
            listener.on(event);
        }
    }

    /** What is wrong whatever the configuration says. */
    private void requireSensible() {
        Selections selections = new Selections(spec);
        if (issue != null && issue < 1) {
            throw selections.wrong("--issue must be the number of an issue, not " + issue);
        }
        if (max < 1) {
            throw selections.wrong("--max must be 1 or more, not " + max);
        }
        if (file != null) {
            if (mode != null && mode.execute) {
                throw selections.wrong(
                        "--file works with --dry-run or --preview only, because a file has no author and no claim");
            }
            if (brief != null || repository != null) {
                throw selections.wrong("--file cannot be combined with --brief or --repo");
            }
        }
    }

    private Selection selection(RunnerConfig config) {
        Selections selections = new Selections(spec);
        return Selection.ALL
                .inRepository(selections.repository(repository, config))
                .inIssue(issue)
                .onlyBrief(brief == null ? null : selections.id(brief, config, context))
                .onLane(selections.lane(lane, config))
                .atMost(max);
    }
}
