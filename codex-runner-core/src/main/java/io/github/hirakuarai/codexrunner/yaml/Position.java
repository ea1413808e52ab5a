package io.github.hirakuarai.codexrunner.yaml;

/**
 * A place in a document as it was given.
 *
 * @param line from 1
 * @param column in UTF-16 code units, from 1; a byte order mark at the document's beginning counts for nothing
 */
public record Position(int line, int column) {}
