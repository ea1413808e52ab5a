package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.engine.PastRun;
import io.github.hirakuarai.codexrunner.engine.RunArchive;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code codex-runner runs}: asks no forge. */
@Command(
        name = "runs",
        description = "Lists the runs of this machine, newest first; of one, its journal, report and logs.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: codex-runner runs 20261121T093554Z-774-body-c2747d"})
final class RunsCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    private CommonOptions options;

    @Parameters(paramLabel = "RUN", arity = "0..1", description = "the run, as the list and the status comment name it")
    private @Nullable String run;

    RunsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Path stateDir = ConfigFile.read(surroundings, options.config).runner().stateDir();
        RunArchive archive = new RunArchive(stateDir);
        if (run == null) {
            list(archive.runs());
            return ExitCode.OK;
        }
        PastRun one = archive.run(run)
                .orElseThrow(() -> new RunnerException(
                        ErrorCode.USAGE,
                        "there is no run '" + run + "' in " + stateDir + "; `codex-runner runs` lists those of this"
                                + " machine"));
        Optional<String> report = archive.report(one);
        if (options.json()) {
            surroundings.out().println(Json.run(one, report, archive.logs(one)));
        } else {
            new RunPrinter(surroundings.out()).print(one, report, archive.logs(one));
        }
        return ExitCode.OK;
    }

    private void list(List<PastRun> runs) {
        if (options.json()) {
            surroundings.out().println(Json.runs(runs));
        } else {
            new RunPrinter(surroundings.out()).print(runs);
        }
    }
}
