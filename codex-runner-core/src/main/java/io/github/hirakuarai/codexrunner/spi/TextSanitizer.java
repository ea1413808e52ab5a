package io.github.hirakuarai.codexrunner.spi;

/**
 * The one gate that everything published passes (protocol §6): it masks secrets, removes control characters, makes
 * mentions, closing keywords and commands inert, and cuts. Safe for many threads; never fails.
 */
public interface TextSanitizer {

    /**
     * A Markdown text, ready for an issue's comment or a pull request's body: under 65,536 characters. What HTML comments
     * say is taken out, so a marker is put in front of what this gives.
     */
    String markdown(String text);

    /** One line without Markdown's meaning, as a title or a label: at most 256 characters. */
    String line(String text);

    /**
     * A log or diff as a fenced code block that nothing inside can end; ends with a line break. At most {@code limit}
     * characters inside: the head and the tail are kept.
     */
    String fenced(String text, String language, int limit);

    /** A text for a terminal or a log file: masked and free of control characters but line feed and tab. */
    String plain(String text);

    /** Whether a text holds a configured secret, in any form that is masked. */
    boolean holdsSecret(String text);
}
