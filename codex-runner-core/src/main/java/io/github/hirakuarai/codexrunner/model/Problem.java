package io.github.hirakuarai.codexrunner.model;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Something wrong with a block, or with a configuration file. Its natural order is that of the document.
 *
 * @param code stable, for programs
 * @param line in the whole document, from 1
 * @param column in that line, in UTF-16 code units from 1
 * @param path JSON pointer of the value in the block, {@code ""} for the block itself
 * @param message what is wrong, in one sentence
 * @param hint how to fix it, or null if the message says so
 */
public record Problem(
        ProblemCode code,
        int line,
        int column,
        String path,
        String message,
        @Nullable String hint) implements Comparable<Problem> {

    private static final Comparator<Problem> ORDER = Comparator.comparingInt(Problem::line)
            .thenComparingInt(Problem::column)
            .thenComparing(Problem::path)
            .thenComparing(Problem::code)
            .thenComparing(Problem::message);

    @Override
    public int compareTo(Problem other) {
        return ORDER.compare(this, other);
    }

    /** Returns the form that editors understand, without the name of the file: {@code 21:1: error: …; did you mean …? [CODE]}. */
    @Override
    public String toString() {
        return line + ":" + column + ": error: " + message + (hint == null ? "" : "; " + hint) + " [" + code + "]";
    }
}
