package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code codex-runner doctor}. */
@Command(
        name = "doctor",
        description = {
            "Checks what a run needs: token and permissions, labels, Git server, clock, state folder, lanes.",
            "Prints one line for each, with the fix. Only reads, and leaves nothing behind."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: codex-runner doctor"})
final class DoctorCommand implements Callable<Integer> {

    private final CliContext context;

    @Mixin
    private CommonOptions options;

    DoctorCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        RunnerConfig config = ConfigFile.read(context, options.config);
        List<Finding> findings = new ArrayList<>();
        try (Runner runner = Runners.in(context, config).readOnly().build()) {
            findings.add(token(runner));
            ForgeProbe forge = new ForgeProbe(config.github().apiUrl(), runner.tokens(), context.environment());
            findings.addAll(new ForgeCheckup(config, forge, Clock.systemUTC()).look());
            findings.addAll(RecordCheckup.look(config, runner));
            findings.addAll(new MachineCheckup(config, context.environment()).look(runner));
        }
        if (options.json()) {
            context.out().println(Json.findings(findings));
        } else {
            findings.forEach(this::print);
        }
        return findings.stream()
                .filter(finding -> finding.verdict() == Finding.Verdict.fail)
                .mapToInt(finding -> finding.category().exitCode())
                .min()
                .orElse(ExitCode.OK);
    }

    private static Finding token(Runner runner) {
        try {
            return runner.tokens().token().isPresent()
                    ? Finding.ok("token", "found")
                    : Finding.fail(
                            "token",
                            "no GitHub token found",
                            "set GITHUB_TOKEN, run `gh auth login`, or set github.app");
        } catch (RunnerException e) {
            return Finding.fail("token", String.valueOf(e.getMessage()), "check github.app");
        }
    }

    private void print(Finding finding) {
        if (options.quiet && finding.verdict() == Finding.Verdict.ok) {
            return;
        }
        context.out()
                .println(String.format("%-4s", finding.verdict()) + "  " + finding.subject() + ": "
                        + SafeText.line(finding.message())
                        + (finding.hint() == null ? "" : "; " + finding.hint()));
    }
}
