package io.github.hirakuarai.codexrunner.cli;

/**
 * Colours for a terminal that wants them.
 *
 * @param on whether it does
 */
record Colors(boolean on) {

    String strong(String text) {
        return in("1", text);
    }

    String faint(String text) {
        return in("2", text);
    }

    String good(String text) {
        return in("32", text);
    }

    String bad(String text) {
        return in("31", text);
    }

    private String in(String code, String text) {
        return on ? "\033[" + code + "m" + text + "\033[0m" : text;
    }
}
