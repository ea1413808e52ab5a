package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.BriefKey;

/**
 * The hidden line by which the runner finds again what it wrote: an HTML comment, the first line of a text. Anybody can write
 * one, so it counts only in a text that the runner's own account wrote.
 *
 * @param start how the line begins, up to where a longer value would go on
 */
record Marker(String start) {

    private static final String ANY = "<!-- codex-runner:";

    /** The status comment of a brief. */
    static Marker status(BriefKey key) {
        return new Marker(ANY + "status key=" + key.hex());
    }

    /** What one output of a brief published. */
    static Marker output(BriefKey key, int ordinal) {
        return new Marker(ANY + "output key=" + key.hex() + " output=" + ordinal);
    }

    /** What one output published in one attempt. */
    static Marker output(BriefKey key, int ordinal, int attempt) {
        return new Marker(output(key, ordinal).start + " attempt=" + attempt);
    }

    /** Whether a text holds the marker of any runner, wherever. */
    static boolean anyIn(String text) {
        return text.contains(ANY);
    }

    /** Whether a text begins with this marker. */
    boolean heads(String text) {
        return text.startsWith(start + " ");
    }

    /** The text with this marker as its first line. */
    String above(String text) {
        return start + " -->\n" + text;
    }
}
