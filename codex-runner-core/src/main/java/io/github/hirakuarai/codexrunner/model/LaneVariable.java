package io.github.hirakuarai.codexrunner.model;

import java.nio.file.Path;
import java.util.List;

/** Where the value of a lane's own environment variable comes from (key {@code lanes.*.env}). */
public sealed interface LaneVariable {

    /**
     * The value itself. Its text form does not show it.
     *
     * @param value masked in everything that is published
     */
    record Value(String value) implements LaneVariable {
        @Override
        public String toString() {
            return "Value[masked]";
        }
    }

    /**
     * A file on the runner's machine, read for each run; a line break at its end does not count.
     *
     * @param file absolute
     */
    record FromFile(Path file) implements LaneVariable {}

    /**
     * A command on the runner's machine, run for each run; a line break at the end of its output does not count.
     *
     * @param words the program and its arguments; no shell reads them
     */
    record FromCommand(List<String> words) implements LaneVariable {
        public FromCommand {
            words = List.copyOf(words);
        }
    }
}
