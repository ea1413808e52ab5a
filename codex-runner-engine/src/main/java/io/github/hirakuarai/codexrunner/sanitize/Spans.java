package io.github.hirakuarai.codexrunner.sanitize;

import java.util.Arrays;

/** Parts of a text, collected in any order and possibly overlapping. */
final class Spans {

    /** Start in the upper, end in the lower half. */
    private long[] spans = new long[16];

    private int count;

    void add(int start, int end) {
        if (count > 0 && start(count - 1) <= start && start <= end(count - 1)) {
            spans[count - 1] = pack(start(count - 1), Math.max(end, end(count - 1)));
            return;
        }
        if (count == spans.length) {
            spans = Arrays.copyOf(spans, count * 2);
        }
        spans[count++] = pack(start, end);
    }

    /** The text with each part, and each union of parts that overlap or touch, replaced. */
    String replaceIn(String text, String replacement) {
        if (count == 0) {
            return text;
        }
        Arrays.sort(spans, 0, count);
        StringBuilder replaced = new StringBuilder(text.length());
        int done = 0;
        for (int next = 0; next < count; ) {
            int start = start(next);
            int end = end(next);
            for (next++; next < count && start(next) <= end; next++) {
                end = Math.max(end, end(next));
            }
            replaced.append(text, done, start).append(replacement);
            done = end;
        }
        return replaced.append(text, done, text.length()).toString();
    }

    private static long pack(int start, int end) {
        return (long) start << 32 | end;
    }

    private int start(int index) {
        return (int) (spans[index] >>> 32);
    }

    private int end(int index) {
        return (int) spans[index];
    }
}
