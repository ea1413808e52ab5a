package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.engine.ReadOnlyRunner;
import io.github.hirakuarai.codexrunner.event.Audit;
import io.github.hirakuarai.codexrunner.event.RunListener;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code codex-runner audit}. */
@Command(
        name = "audit",
        description = {
            "Lists who asked for what, what ran where, and with what result, from the records of all runners in the"
                    + " repositories. Changes nothing.",
            "With --format json it prints one JSON object per line."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples: codex-runner audit --since 7d",
            "          codex-runner audit --repo octo/app --format json > audit.jsonl"
        })
final class AuditCommand implements Callable<Integer> {

    private final CliContext context;

    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions options;

    @Option(
            names = "--since",
            paramLabel = "T",
            description =
                    "only what ended at or after this time, or is still running: 2026-11-21, 2026-11-21T09:00:00Z, or an"
                            + " age such as 12h or 7d")
    private @Nullable String since;

    @Option(names = "--repo", paramLabel = "OWNER/NAME", description = "only the records in this repository")
    private @Nullable String repository;

    AuditCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Selections selections = new Selections(spec);
        @Nullable RepositoryName wanted = selections.repository(repository);
        Instant from = since == null
                ? Instant.MIN
                : Moments.since(since, Instant.now(), ZoneId.systemDefault())
                        .orElseThrow(() -> selections.wrong("invalid --since '" + since
                                + "'; write a date, a date and time, or an age such as 12h or 7d"));
        Availability availability = new Availability(RunListener.NONE);
        try (ReadOnlyRunner runner = Runners.in(context, ConfigFile.read(context, options.config))
                .listener(availability)
                .buildReadOnly()) {
            Audit audit = runner.audit(wanted, from);
            AuditPrinter printer = new AuditPrinter(context.out(), context.outColumns());
            if (options.json()) {
                printer.printJson(audit.entries());
            } else {
                printer.print(audit.entries());
            }
            audit.warnings()
                    .forEach(warning -> context.err().println("codex-runner: warning: " + SafeText.line(warning)));
            return availability.exitCode(ExitCode.OK, context.err());
        }
    }
}
