package io.github.hirakuarai.codexrunner.cli;

/**
 * Colours for a terminal that wants them.
 *
 * @param on whether it does
 */
record Colors(boolean on) {

    /** Those that a call asks for on one of its streams, which is a terminal or not. */
    static Colors of(boolean terminal, CliContext context, CommonOptions options) {
        return new Colors(terminal
                && !options.noColor
                && context.environment().getOrDefault("NO_COLOR", "").isEmpty());
    }

    String strong(String text) {
        return in("1", text);
    }

    String faint(String text) {
        return in("2", text);
    }

    String good(String text) {
        return in("32", text);
    }

    String warning(String text) {
        return in("33", text);
    }

    String bad(String text) {
        return in("31", text);
    }

    /** A line of a unified diff. */
    String diff(String line) {
        if (line.startsWith("+++") || line.startsWith("---") || line.startsWith("diff ")) {
            return strong(line);
        }
        return switch (line.isEmpty() ? ' ' : line.charAt(0)) {
            case '+' -> good(line);
            case '-' -> bad(line);
            case '@' -> in("36", line);
            default -> line;
        };
    }

    private String in(String code, String text) {
        return on ? "\033[" + code + "m" + text + "\033[0m" : text;
    }
}
