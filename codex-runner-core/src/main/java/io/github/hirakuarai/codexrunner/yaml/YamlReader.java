package io.github.hirakuarai.codexrunner.yaml;

/**
 * Reads one YAML document. What YAML offers and nobody can read at a glance is refused with its place: anchors, aliases,
 * tags, directives, a second document, keys that are no plain words, keys that stand twice, and depth. Safe for many
 * threads.
 */
public final class YamlReader {

    /** How deep lists and mappings may stand in one another. */
    public static final int DEEPEST = 32;

    /** Longer numbers are rejected: reading them takes time that grows with their square. */
    static final int LONGEST_NUMBER = 100;

    private YamlReader() {}

    /**
     * Reads a text.
     *
     * @param text with lines ended by line feeds
     * @param source where the text stands in its document
     * @return what was read and every problem of the YAML itself; never throws
     */
    public static YamlDocument read(String text, SourceMap source) {
        return new YamlEvents(text, source).read();
    }

    /** Reads a whole file's text, whatever its line endings, with or without a byte order mark. Never throws. */
    public static YamlDocument readWhole(String text) {
        return read(Lines.normal(text), SourceMap.WHOLE);
    }
}
