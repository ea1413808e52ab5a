package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.engine.ReadOnlyRunner;
import io.github.hirakuarai.codexrunner.engine.RunnerView;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.core.JacksonException;

/** {@code codex-runner doctor}. */
@Command(
        name = "doctor",
        description = {
            "Checks what a run needs: token and permissions, labels, Git server, clock, state folder, lanes.",
            "Prints one line for each, with the fix. Changes nothing, except that a check of git.signing creates a commit",
            "that is on no branch."
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
        try (ReadOnlyRunner runner = Runners.in(context, config).buildReadOnly()) {
            ForgeProbe forge = new ForgeProbe(config.github().apiUrl(), runner.tokens(), context.environment());
            Finding token = token(config, runner, forge);
            findings.add(token);
            if (token.verdict() == Finding.Verdict.ok) {
                findings.addAll(new ForgeCheckup(config, forge, Clock.systemUTC()).look());
                findings.addAll(new SigningCheckup(config, forge, Clock.systemUTC()).look());
                findings.addAll(RecordCheckup.look(config, runner));
            } else {
                findings.add(Finding.warn(
                        "forge",
                        "not checked without a token: permissions, labels, the Git server, records, the clock",
                        "run `codex-runner doctor` again when the token is fixed"));
            }
            findings.addAll(PluginCheckup.look(config, runner));
            findings.addAll(new MachineCheckup(config, context.environment()).look(runner));
        }
        if (options.json()) {
            context.out().println(Json.findings(findings));
        } else {
            new FindingPrinter(
                            context.out(),
                            context.outColumns(),
                            Colors.of(context.terminal().out(), context, options))
                    .print(findings, !options.quiet);
        }
        return findings.stream()
                .filter(finding -> finding.verdict() == Finding.Verdict.fail)
                .mapToInt(finding -> finding.category().exitCode())
                .min()
                .orElse(ExitCode.OK);
    }

    private static Finding token(RunnerConfig config, RunnerView runner, ForgeProbe forge) {
        try {
            if (runner.tokens().token().isEmpty()) {
                return Finding.fail(
                        "token", "no GitHub token found", "set GITHUB_TOKEN, run `gh auth login`, or set github.app");
            }
        } catch (RunnerException e) {
            return Finding.fail("token", String.valueOf(e.getMessage()), "check github.app");
        }
        if (config.github().app() != null) {
            return Finding.ok(
                    "token",
                    "found; it belongs to the GitHub App "
                            + config.github().app().id());
        }
        try {
            HttpResponse<String> answer = forge.get("/user");
            if (answer.statusCode() == 401) {
                return Finding.refused(
                        "token",
                        config.github().apiUrl().getAuthority()
                                + " does not accept it (status 401): it has expired, was"
                                + " revoked, or is for another server",
                        "set another in GITHUB_TOKEN, or run `gh auth login`");
            }
            String login = answer.statusCode() == 200
                    ? ForgeProbe.json(answer).path("login").asString("")
                    : "";
            return Finding.ok(
                    "token", "found" + (login.isEmpty() ? "" : "; it belongs to the account " + SafeText.line(login)));
        } catch (RunnerException | JacksonException e) {
            // What the forge does not answer is another finding.
            return Finding.ok("token", "found");
        }
    }
}
