package io.github.hirakuarai.codexrunner.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Lets the options that every command has stand before the command, too. */
final class LeadingOptions {

    private static final Set<String> FLAGS = Set.of("-v", "--verbose", "-q", "--quiet", "--no-color");
    private static final Set<String> WITH_VALUE = Set.of("--config", "--format");

    private LeadingOptions() {}

    /** The arguments with such options behind the command; as they are when no command follows them. */
    static String[] behind(Set<String> commands, String... arguments) {
        int at = count(arguments);
        if (at == 0 || at >= arguments.length || !commands.contains(arguments[at])) {
            return arguments;
        }
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add(0, all.remove(at));
        return all.toArray(String[]::new);
    }

    /** How many of the first arguments are such options and their values. */
    static int count(String... arguments) {
        int at = 0;
        while (at < arguments.length) {
            String word = arguments[at];
            if (WITH_VALUE.contains(word)) {
                at += 2;
            } else if (FLAGS.contains(word) || WITH_VALUE.stream().anyMatch(name -> word.startsWith(name + "="))) {
                at++;
            } else {
                break;
            }
        }
        return Math.min(at, arguments.length);
    }
}
