package io.github.hirakuarai.codexrunner.publish;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many lines a unified diff adds and removes.
 *
 * @param added lines
 * @param removed lines
 */
record DiffSize(int added, int removed) {

    private static final Pattern HUNK = Pattern.compile("@@ -\\d+(?:,(\\d+))? \\+\\d+(?:,(\\d+))? @@.*");

    /**
     * Counts the lines; empty when the diff was cut, because the count would be wrong.
     *
     * @param files how many files the whole diff has
     */
    static Optional<DiffSize> of(String diff, int files) {
        int added = 0;
        int removed = 0;
        int headers = 0;
        int before = 0;
        int after = 0;
        for (String line : (Iterable<String>) diff.lines()::iterator) {
            if (before <= 0 && after <= 0) {
                headers += line.startsWith("diff --git ") ? 1 : 0;
                Matcher hunk = HUNK.matcher(line);
                if (hunk.matches()) {
                    before = length(hunk.group(1));
                    after = length(hunk.group(2));
                }
            } else if (line.startsWith("+")) {
                added++;
                after--;
            } else if (line.startsWith("-")) {
                removed++;
                before--;
            } else if (!line.startsWith("\\")) {
                before--;
                after--;
            }
        }
        boolean whole = before <= 0 && after <= 0 && headers == files;
        return whole ? Optional.of(new DiffSize(added, removed)) : Optional.empty();
    }

    private static int length(String written) {
        return written == null ? 1 : Integer.parseInt(written);
    }
}
