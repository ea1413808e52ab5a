package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.yaml.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in one line what is wrong with a call, and what was perhaps meant. */
final class WrongUsage {

    private static final Pattern NOT_OF_TYPE = Pattern.compile("'(.*)' is not an? (?:int|long)", Pattern.DOTALL);
    private static final Pattern NO_VALUE = Pattern.compile("(?i)expected parameter for option '([^']+)'.*");

    /** What word processors and chats make of two hyphens, or of one. */
    private static final Pattern OTHER_DASH = Pattern.compile(
            "[\\u2010-\\u2015\\u2212\\ufe58\\ufe63\\uff0d-][\\u2010-\\u2015\\u2212\\ufe58\\ufe63\\uff0d-]*+"
                    + "(?<=[^-])([A-Za-z][^=]*)(.*)",
            Pattern.DOTALL);

    private WrongUsage() {}

    static String message(ParameterException e) {
        CommandLine command = e.getCommandLine();
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            return unmatched(command, unmatched.getUnmatched().get(0));
        }
        if (e instanceof OverwrittenOptionException twice) {
            return name(twice.getOverwritten()) + " is given twice; give it once";
        }
        if (e instanceof MutuallyExclusiveArgsException) {
            return exclusive(command, String.valueOf(e.getMessage()));
        }
        if (e instanceof MissingParameterException missing) {
            return missing(missing);
        }
        ArgSpec of = e.getArgSpec();
        return of == null || e.getValue() == null
                ? lower(String.valueOf(e.getMessage()))
                : wrongValue(of, SafeText.line(e.getValue()), String.valueOf(e.getMessage()));
    }

    /** What is wrong before any command was found. */
    static String first(Set<String> commands, ParameterException e, String... arguments) {
        int options = LeadingOptions.count(arguments);
        if (options > 0) {
            return options == arguments.length ? "missing command" : unmatched(e.getCommandLine(), arguments[options]);
        }
        for (int at = 1; at < arguments.length && arguments[0].startsWith("--"); at++) {
            if (commands.contains(arguments[at])) {
                String moved = Stream.of(
                                List.of(arguments[at]), List.of(arguments).subList(0, at))
                        .flatMap(List::stream)
                        .collect(Collectors.joining(" "));
                return "'" + arguments[0] + "' belongs after the command: codex-runner " + moved;
            }
        }
        return message(e);
    }

    private static String unmatched(CommandLine command, String word) {
        String shown = SafeText.line(word);
        List<String> known = new ArrayList<>();
        command.getCommandSpec().options().forEach(one -> known.addAll(Arrays.asList(one.names())));
        Matcher dashes = OTHER_DASH.matcher(word);
        if (dashes.matches()) {
            String meant = (dashes.group(1).length() == 1 ? "-" : "--") + dashes.group(1);
            return "unknown option '" + shown + "'"
                    + (known.contains(meant) ? "; write '" + meant + dashes.group(2) + "', with hyphens" : "");
        }
        if (word.startsWith("-") && word.length() > 1) {
            String option = word.split("=", 2)[0];
            // Of a single letter, each other letter would be as near.
            return "unknown option '" + SafeText.line(option) + "'" + (option.length() == 2 ? "" : near(option, known));
        }
        boolean root = command.getParent() == null;
        return root
                ? "unknown command '" + shown + "'"
                        + near(word, command.getSubcommands().keySet())
                : "unexpected argument '" + shown + "'; "
                        + (command.getCommandSpec().positionalParameters().isEmpty()
                                ? "the command takes only options"
                                : "put quotes around an argument that contains spaces");
    }

    /** What may have been meant, or nothing. */
    static String near(String word, Iterable<String> known) {
        List<String> words = new ArrayList<>();
        known.forEach(words::add);
        return Nearest.to(word, words)
                .map(nearest -> "; did you mean '" + nearest + "'?")
                .orElse("");
    }

    private static String missing(MissingParameterException e) {
        Matcher value = NO_VALUE.matcher(String.valueOf(e.getMessage()));
        if (value.matches()) {
            return value.group(1) + " needs a value";
        }
        String names = e.getMissing().stream().map(WrongUsage::name).collect(Collectors.joining(", "));
        boolean option = e.getMissing().stream().anyMatch(ArgSpec::isOption);
        return names.isEmpty()
                ? lower(String.valueOf(e.getMessage()))
                : option ? names + " needs a value" : names + " is missing";
    }

    private static String exclusive(CommandLine command, String message) {
        String named = command.getCommandSpec().options().stream()
                .map(OptionSpec::longestName)
                .filter(name -> message.contains(name))
                .distinct()
                .collect(Collectors.joining(", "));
        return named.replace(", ", " and ") + " cannot be used together; give one of them";
    }

    private static String wrongValue(ArgSpec of, String value, String message) {
        List<String> choices = new ArrayList<>();
        Class<?> type = of.type();
        if (type.isEnum()) {
            Arrays.stream(type.getEnumConstants()).forEach(one -> choices.add(one.toString()));
            return name(of) + " must be " + String.join(" or ", choices) + ", not '" + value + "'"
                    + near(value, choices);
        }
        return NOT_OF_TYPE.matcher(message).find()
                ? name(of) + " must be a whole number, not '" + value + "'"
                : name(of) + ": " + lower(message);
    }

    private static String name(ArgSpec of) {
        return of instanceof OptionSpec option ? option.longestName() : of.paramLabel();
    }

    private static String lower(String message) {
        boolean word = message.length() > 1 && Character.isLowerCase(message.charAt(1));
        return word ? Character.toLowerCase(message.charAt(0)) + message.substring(1) : message;
    }
}
