package io.github.hirakuarai.codexrunner.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Fits the help into the terminal. In a very narrow one names and descriptions stand below each other. */
final class HelpWidth {

    /** In a pipe. */
    private static final int DEFAULT = 80;

    /** Picocli's two columns need so much. */
    private static final int TWO_COLUMNS = 55;

    private static final String NARROW = "narrow";

    private HelpWidth() {}

    /** The width is asked for when help is printed: it takes a process. */
    static void fit(CommandLine commands, Terminal terminal) {
        commands.setHelpFactory((spec, colors) -> {
            int width = terminal.out() ? terminal.columns() : DEFAULT;
            UsageMessageSpec usage = spec.usageMessage();
            if (width >= TWO_COLUMNS) {
                usage.width(width);
            } else {
                usage.sectionKeys(List.of(NARROW));
                usage.sectionMap(Map.of(NARROW, help -> narrow(help, width)));
            }
            return new Help(spec, colors);
        });
    }

    private static String narrow(Help help, int width) {
        CommandSpec spec = help.commandSpec();
        List<String> lines = new ArrayList<>();
        boolean commands = !spec.subcommands().isEmpty();
        lines.addAll(Wrap.lines(
                "Usage: " + spec.qualifiedName() + " [OPTIONS]" + (commands ? " COMMAND" : parameters(spec)),
                width,
                ""));
        for (String text : spec.usageMessage().description()) {
            lines.addAll(Wrap.lines(text, width, ""));
        }
        spec.positionalParameters().forEach(one -> add(lines, one.paramLabel(), one, width));
        for (OptionSpec option : spec.options()) {
            String value = option.arity().max() > 0 ? "=" + option.paramLabel() : "";
            add(lines, String.join(", ", option.names()) + value, option, width);
        }
        if (commands) {
            lines.add("Commands:");
        }
        spec.subcommands().forEach((name, command) -> {
            lines.add("  " + name);
            String[] description = command.getCommandSpec().usageMessage().description();
            // The first paragraph, as in a wider terminal.
            if (description.length > 0) {
                lines.addAll(Wrap.lines(description[0], width, "    "));
            }
        });
        for (String text : spec.usageMessage().footer()) {
            lines.addAll(Wrap.lines(text, width, ""));
        }
        return String.join("\n", lines) + "\n";
    }

    private static String parameters(CommandSpec spec) {
        StringBuilder all = new StringBuilder();
        for (PositionalParamSpec one : spec.positionalParameters()) {
            all.append(one.required() ? " " + one.paramLabel() : " [" + one.paramLabel() + "]");
        }
        return all.toString();
    }

    private static void add(List<String> lines, String name, ArgSpec of, int width) {
        lines.add("  " + name);
        for (String text : of.description()) {
            List<String> choices = new ArrayList<>();
            if (of.completionCandidates() != null) {
                of.completionCandidates().forEach(choices::add);
            }
            lines.addAll(
                    Wrap.lines(text.replace("${COMPLETION-CANDIDATES}", String.join(", ", choices)), width, "    "));
        }
    }
}
