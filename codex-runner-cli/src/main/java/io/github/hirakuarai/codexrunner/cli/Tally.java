package io.github.hirakuarai.codexrunner.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Sums up a list in one line: {@code 3 briefs: 1 would run, 2 held}. */
final class Tally {

    private final Map<String, Integer> counts = new LinkedHashMap<>();

    void add(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    /** @param thing what is counted, in the singular */
    String line(String thing) {
        int all = counts.values().stream().mapToInt(Integer::intValue).sum();
        return all + " " + thing + (all == 1 ? "" : "s") + ": "
                + counts.entrySet().stream()
                        .map(count -> count.getValue() + " " + count.getKey())
                        .collect(Collectors.joining(", "));
    }
}
