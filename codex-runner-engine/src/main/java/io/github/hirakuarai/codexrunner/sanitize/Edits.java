package io.github.hirakuarai.codexrunner.sanitize;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Changes to a text, collected in any order and made at once. Of two that overlap, the one that begins first is made. */
final class Edits {

    private record Edit(int start, int end, String replacement) {}

    private final List<Edit> edits = new ArrayList<>();

    void insert(int at, String inserted) {
        edits.add(new Edit(at, at, inserted));
    }

    void replace(int start, int end, String replacement) {
        edits.add(new Edit(start, end, replacement));
    }

    String applyTo(String text) {
        if (edits.isEmpty()) {
            return text;
        }
        edits.sort(Comparator.comparingInt(Edit::start).thenComparingInt(Edit::end));
        StringBuilder changed = new StringBuilder(text.length() + edits.size() * 8);
        int done = 0;
        for (Edit edit : edits) {
            if (edit.start() >= done) {
                changed.append(text, done, edit.start()).append(edit.replacement());
                done = edit.end();
            }
        }
        return changed.append(text, done, text.length()).toString();
    }
}
