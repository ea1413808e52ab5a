package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.archive.PastRun;
import io.github.hirakuarai.codexrunner.archive.RunArchive;
import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code codex-runner runs}: asks no forge. */
@Command(
        name = "runs",
        description = "Lists the runs of this machine, newest first; for one run, prints its report, journal and logs.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples: codex-runner runs latest",
            "          codex-runner runs octo/app#774 --log 2",
            "          codex-runner runs 20261121T093554Z-774-body-c2747d --html > run.html"
        })
final class RunsCommand implements Callable<Integer> {

    private final CliContext context;

    @Mixin
    private CommonOptions options;

    @Parameters(
            paramLabel = "RUN",
            arity = "0..1",
            description =
                    "the run, as in the list and in the status comment; or latest; or a brief's ID for its latest run")
    private @Nullable String run;

    @Option(names = "--html", description = "print the run as one self-contained HTML page")
    private boolean html;

    @Option(
            names = "--log",
            paramLabel = "STEP",
            description = "print what a step wrote, with secrets masked and control characters removed")
    private @Nullable Integer log;

    @Spec
    private CommandSpec spec;

    RunsCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (html && (run == null || options.json())) {
            throw new ParameterException(spec.commandLine(), "--html needs a run and cannot be combined with --format");
        }
        if (log != null && (run == null || html || options.json())) {
            throw new ParameterException(
                    spec.commandLine(), "--log needs a run and cannot be combined with --html or --format");
        }
        if (log != null && log < 1) {
            throw new ParameterException(spec.commandLine(), "--log must be the number of a step, not " + log);
        }
        RunnerConfig config = ConfigFile.read(context, options.config);
        Path stateDir = config.runner().stateDir();
        RunArchive archive = new RunArchive(stateDir);
        @Nullable String name = run;
        if (name == null) {
            list(archive.runs());
            return ExitCode.OK;
        }
        PastRun one = named(archive, name)
                .orElseThrow(() -> new RunnerException(
                        ErrorCode.USAGE,
                        "unknown run '" + SafeText.line(name) + "' in " + stateDir
                                + "; `codex-runner runs` lists the runs of this" + " machine"));
        if (html) {
            context.out().print(page(archive, one, config));
            return ExitCode.OK;
        }
        if (log != null) {
            printLog(archive, one, log, Runner.sanitizer(config, context.environment()));
            return ExitCode.OK;
        }
        Optional<String> report = archive.report(one);
        if (options.json()) {
            context.out().println(Json.run(one, report, archive.logs(one)));
        } else {
            new RunPrinter(context.out()).print(one, report, archive.logs(one), context.outColumns());
        }
        return ExitCode.OK;
    }

    /** By its name, as {@code latest}, or as the latest of a brief or of an issue's number. */
    private static Optional<PastRun> named(RunArchive archive, String name) {
        Optional<PastRun> exact = archive.run(name);
        if (exact.isPresent()) {
            return exact;
        }
        List<PastRun> runs = archive.runs();
        if (name.equals("latest")) {
            return runs.stream().findFirst();
        }
        String id = IssueAddress.briefId(name).map(BriefId::toString).orElse(name);
        return runs.stream()
                .filter(one -> one.brief() != null
                        && (one.brief().toString().equals(id)
                                || (name.matches("[0-9]{1,9}") && names(one.brief(), Integer.parseInt(name)))))
                .findFirst();
    }

    /** A bare number is that of the issue. */
    private static boolean names(BriefId brief, int issue) {
        return brief.number() == issue;
    }

    private void printLog(RunArchive archive, PastRun one, int step, TextSanitizer texts) {
        try (InputStream bytes = archive.log(one, step)
                .orElseThrow(() -> new RunnerException(
                        ErrorCode.USAGE,
                        "run " + one.run() + " has no log of step " + step + "; `codex-runner runs " + one.run()
                                + "` lists its logs"))) {
            new RunPrinter(context.out())
                    .print(
                            bytes,
                            texts,
                            RunsHere.scripts(RunsHere.brief(archive, one).orElse(null), texts));
        } catch (IOException e) {
            throw unreadable(one.log(step), e);
        }
    }

    private static RunnerException unreadable(Path logs, IOException e) {
        return new RunnerException(
                ErrorCode.STORAGE, "cannot read " + logs + ": " + e.getMessage() + "; run this as its owner", e);
    }

    private String page(RunArchive archive, PastRun one, RunnerConfig config) {
        @Nullable Brief brief = RunsHere.brief(archive, one).orElse(null);
        TextSanitizer texts = Runner.sanitizer(config, context.environment());
        try {
            return new RunPage(config.runner().locale(), texts)
                    .render(new RunPage.Contents(
                            one,
                            brief,
                            RunsHere.problems(archive, one),
                            archive.diff(one),
                            Instant.now(),
                            RunsHere.page(one.brief(), config),
                            null,
                            false));
        } catch (IOException e) {
            throw unreadable(one.folder(), e);
        }
    }

    private void list(List<PastRun> runs) {
        if (options.json()) {
            context.out().println(Json.runs(runs));
        } else {
            new RunPrinter(context.out()).print(runs, context.outColumns(), Instant.now());
        }
    }
}
