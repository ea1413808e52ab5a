package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.engine.ReadOnlyRunner;
import io.github.hirakuarai.codexrunner.event.BriefHistory;
import io.github.hirakuarai.codexrunner.event.Evaluation;
import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.event.Selection;
import io.github.hirakuarai.codexrunner.event.Selection.Trigger;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code codex-runner status}. */
@Command(
        name = "status",
        description = "Lists the briefs with their states, and why held briefs are held. Changes nothing.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: codex-runner status octo/app#774 --history"})
final class StatusCommand implements Callable<Integer> {

    private final CliContext context;

    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions options;

    @Parameters(
            paramLabel = "ID",
            arity = "0..1",
            description =
                    "only this brief: owner/name#774-c12, the address of its page, or 774 when one repository is configured")
    private @Nullable String id;

    @Option(names = "--history", description = "also print the history of the brief's record; needs an ID")
    private boolean history;

    @Option(
            names = "--service",
            description = "as the service sees them: with the label codex:auto instead of codex:enabled")
    private boolean service;

    @Option(names = "--lanes", description = "what each lane of the configuration allows in effect; needs no network")
    private boolean lanes;

    StatusCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Selections selections = new Selections(spec);
        if (history && id == null) {
            throw selections.wrong("--history needs the ID of a brief");
        }
        RunnerConfig config = ConfigFile.read(context, options.config);
        if (lanes) {
            return printLanes(config);
        }
        @Nullable BriefId wanted = id == null ? null : selections.id(id, config, context);
        Trigger trigger = service ? Trigger.SERVICE : Trigger.ONE_SHOT;
        // A brief that is held says why; an issue that cannot be read has none to say it.
        Availability availability = new Availability(event -> {
            if (event instanceof RunEvent.IssueUnreadable unreadable) {
                context.err().println(ProgressPrinter.line(unreadable));
            }
        });
        try (ReadOnlyRunner runner =
                Runners.in(context, config).listener(availability).buildReadOnly()) {
            Runners.requireToken(config, runner);
            List<Evaluation> briefs = runner.survey(Selection.of(trigger).onlyBrief(wanted));
            List<BriefHistory> records = history && wanted != null ? runner.history(wanted) : List.of();
            if (wanted != null && briefs.isEmpty() && records.isEmpty()) {
                throw new RunnerException(
                        ErrorCode.NOT_FOUND,
                        "unknown brief " + wanted + "; `" + options.command("status") + "` lists the briefs");
            }
            if (options.json()) {
                context.out().println(history ? Json.status(briefs, records) : Json.evaluations(briefs));
            } else {
                new StatusPrinter(
                                context.out(),
                                context.outColumns(),
                                Instant.now(),
                                runningHere(config, briefs),
                                options,
                                config.runner().id())
                        .print(briefs, records);
                if (service) {
                    context.out()
                            .println("the service looks for briefs every "
                                    + Elapsed.interval(config.watch().interval()));
                }
            }
            return availability.exitCode(ExitCode.OK, context.err());
        }
    }

    private static Map<BriefId, String> runningHere(RunnerConfig config, List<Evaluation> briefs) {
        boolean any = briefs.stream()
                .anyMatch(brief -> brief.state() == BriefState.RUNNING || brief.state() == BriefState.PICKED);
        return any ? new RunsHere(config.runner().stateDir()).progress() : Map.of();
    }

    private int printLanes(RunnerConfig config) {
        if (options.json()) {
            context.out().println(Json.lanes(config.lanes().values()));
        } else {
            LaneTable.lines(config.lanes().values())
                    .forEach(line -> context.out().println(SafeText.line(line)));
        }
        return ExitCode.OK;
    }
}
