package io.github.hirakuarai.codexrunner.cli;

import java.util.ArrayList;
import java.util.List;

/** Breaks texts into lines between their words. */
final class Wrap {

    private Wrap() {}

    /** Lines of at most so many columns with the indent, as far as words are not longer; at least one line. */
    static List<String> lines(String text, int width, String indent) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(indent);
        int taken = indent.length();
        for (String word : text.strip().split(" +", -1)) {
            int more = Columns.of(word) + (line.length() > indent.length() ? 1 : 0);
            if (line.length() > indent.length() && taken + more > width) {
                lines.add(line.toString());
                line = new StringBuilder(indent);
                taken = indent.length();
                more = Columns.of(word);
            }
            line.append(line.length() > indent.length() ? " " : "").append(word);
            taken += more;
        }
        lines.add(line.toString().stripTrailing());
        return lines;
    }
}
