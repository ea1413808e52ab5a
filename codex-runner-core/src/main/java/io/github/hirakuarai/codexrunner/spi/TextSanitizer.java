package io.github.hirakuarai.codexrunner.spi;

/**
 * Sanitizes every published text (protocol §6): masks secrets, removes control characters, neutralizes mentions, closing
 * keywords and commands, and shortens. Thread-safe; never fails.
 */
public interface TextSanitizer {

    /**
     * A Markdown text, ready for an issue's comment or a pull request's body: under 65,536 characters. What HTML comments
     * say is taken out, so a marker is put in front of what this gives.
     */
    String markdown(String text);

    /** Returns one line in which Markdown has no effect, for a title or a label: at most 256 characters. */
    String line(String text);

    /**
     * A log or diff as a fenced code block that nothing inside can end; ends with a line break. At most {@code limit}
     * characters inside: the head and the tail are kept.
     */
    String fenced(String text, String language, int limit);

    /** Returns a text for a terminal or a log file: masked, without control characters except line feed and tab. */
    String plain(String text);

    /** Returns whether a text contains a configured secret, in any form that is masked. */
    boolean holdsSecret(String text);
}
