package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.ParameterException;

/** Puts the command and its subcommands together, and turns whatever goes wrong into one line and an exit code. */
final class CommandLines {

    /** In the order of the help. */
    private static final Map<String, Class<?>> SUBCOMMANDS = new LinkedHashMap<>();

    static {
        SUBCOMMANDS.put("demo", DemoCommand.class);
        SUBCOMMANDS.put("run", RunCommand.class);
        SUBCOMMANDS.put("watch", WatchCommand.class);
        SUBCOMMANDS.put("status", StatusCommand.class);
        SUBCOMMANDS.put("retry", RetryCommand.class);
        SUBCOMMANDS.put("cancel", CancelCommand.class);
        SUBCOMMANDS.put("pause", PauseCommand.class);
        SUBCOMMANDS.put("resume", ResumeCommand.class);
        SUBCOMMANDS.put("recover", RecoverCommand.class);
        SUBCOMMANDS.put("runs", RunsCommand.class);
        SUBCOMMANDS.put("audit", AuditCommand.class);
        SUBCOMMANDS.put("draft", DraftCommand.class);
        SUBCOMMANDS.put("doctor", DoctorCommand.class);
        SUBCOMMANDS.put("init", InitCommand.class);
        SUBCOMMANDS.put("app-manifest", AppManifestCommand.class);
        SUBCOMMANDS.put("validate", ValidateCommand.class);
        SUBCOMMANDS.put("schema", SchemaCommand.class);
        SUBCOMMANDS.put("plugins", PluginsCommand.class);
        SUBCOMMANDS.put("completion", CompletionCommand.class);
        SUBCOMMANDS.put("help", HelpCommand.class);
    }

    /** Those that speak of all the others. */
    private static final Set<String> OF_ALL = Set.of("completion", "help");

    private CommandLines() {}

    /** The arguments with the command first. */
    static String[] ordered(String... arguments) {
        return LeadingOptions.behind(SUBCOMMANDS.keySet(), arguments);
    }

    /** The command with all its subcommands. */
    static CommandLine of(CliContext context) {
        return of(context, SUBCOMMANDS.keySet());
    }

    /** The command with what these arguments need of it: to look at every subcommand takes longer than most of them run. */
    static CommandLine of(CliContext context, String... arguments) {
        boolean one = arguments.length > 0 && SUBCOMMANDS.containsKey(arguments[0]) && !OF_ALL.contains(arguments[0]);
        return of(context, one ? Set.of(arguments[0]) : SUBCOMMANDS.keySet());
    }

    private static CommandLine of(CliContext context, Set<String> names) {
        CommandLine commands = new CommandLine(new RootCommand(), factory(context));
        names.forEach(name -> commands.addSubcommand(name, SUBCOMMANDS.get(name)));
        commands.setOut(new PrintWriter(context.out(), true, StandardCharsets.UTF_8));
        commands.setErr(new PrintWriter(context.err(), true, StandardCharsets.UTF_8));
        HelpWidth.fit(commands, context.terminal());
        commands.setParameterExceptionHandler((e, arguments) -> wrongUsage(context, e, arguments));
        commands.setExecutionExceptionHandler((e, command, parsed) -> failed(context, e));
        commands.setColorScheme(CommandLine.Help.defaultColorScheme(
                context.terminal().out()
                                && context.environment()
                                        .getOrDefault("NO_COLOR", "")
                                        .isEmpty()
                        ? CommandLine.Help.Ansi.ON
                        : CommandLine.Help.Ansi.OFF));
        return commands;
    }

    /** Commands get their context by their constructor, so that nothing in them is static. */
    private static IFactory factory(CliContext context) {
        IFactory plain = CommandLine.defaultFactory();
        return new IFactory() {
            @Override
            public <K> K create(Class<K> type) throws Exception {
                try {
                    return type.getDeclaredConstructor(CliContext.class).newInstance(context);
                } catch (NoSuchMethodException e) {
                    return plain.create(type);
                }
            }
        };
    }

    private static int wrongUsage(CliContext context, ParameterException e, String... arguments) {
        String name = e.getCommandLine().getCommandSpec().qualifiedName();
        boolean root = e.getCommandLine().getParent() == null;
        String message =
                SafeText.line(root ? WrongUsage.first(SUBCOMMANDS.keySet(), e, arguments) : WrongUsage.message(e));
        context.err()
                .println("codex-runner: " + message + (message.endsWith("?") ? " See `" : "; see `") + name
                        + " --help`");
        return ExitCode.USAGE;
    }

    private static int failed(CliContext context, Exception e) {
        if (e instanceof RunnerException known && known.code() != ErrorCode.INTERNAL) {
            context.err().println("codex-runner: " + known.getMessage());
            return known.code().category().exitCode();
        }
        context.err()
                .println("codex-runner: internal error: " + e + "; please report it with the trace in " + trace(e));
        return ExitCode.FAULT;
    }

    private static String trace(Exception e) {
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        try {
            Path file = Files.createTempFile("codex-runner-fault", ".txt");
            Files.writeString(file, trace.toString());
            return file.toString();
        } catch (IOException unwritable) {
            return "no file: " + unwritable.getMessage();
        }
    }
}
